use strict;
use warnings;

<STDIN>;
my @values = split ' ', <STDIN>;
my @best;
my $longest = 0;
for my $i (0 .. $#values) {
    $best[$i] = 1;
    for my $j (0 .. $i - 1) {
        $best[$i] = $best[$j] + 1 if $values[$j] < $values[$i] && $best[$j] >= $best[$i];
    }
    $longest = $best[$i] if $best[$i] > $longest;
}
print $longest, "\n";
