use strict;
use warnings;

my $n = <STDIN>;
my $total = 0;
for (1 .. $n) {
    my ($first, $second) = split ' ', <STDIN>;
    print $first + $second, "\n";
    $total += $first + $second;
}
print "$total\n";
