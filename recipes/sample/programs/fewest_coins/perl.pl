use strict;
use warnings;

my ($amount, $n) = split ' ', <STDIN>;
my @fewest = (0);
for my $coin (split ' ', <STDIN>) {
    for my $part ($coin .. $amount) {
        my $before = $fewest[$part - $coin];
        next unless defined $before;
        $fewest[$part] = $before + 1 if !defined $fewest[$part] || $before + 1 < $fewest[$part];
    }
}
print $fewest[$amount] // -1, "\n";
