use strict;
use warnings;

chomp(my $n = <STDIN>);
my $crossed = '';
my ($count, $last) = (0, 'none');
for my $number (2 .. $n) {
    next if vec $crossed, $number, 1;
    ($count, $last) = ($count + 1, $number);
    for (my $multiple = $number * $number; $multiple <= $n; $multiple += $number) {
        vec($crossed, $multiple, 1) = 1;
    }
}
print "$count $last\n";
