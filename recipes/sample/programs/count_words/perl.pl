use strict;
use warnings;

my ($lines, $words, $longest) = (0, 0, '-');
while (my $line = <STDIN>) {
    $lines++;
    for my $word (split ' ', $line) {
        $longest = $word if $words == 0 || length $word > length $longest;
        $words++;
    }
}
print "$lines $words $longest\n";
