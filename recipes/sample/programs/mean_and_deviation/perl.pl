use strict;
use warnings;
use List::Util qw(sum);

chomp(my $n = <STDIN>);
my @values = split ' ', scalar <STDIN>;
my $mean = sum(@values) / $n;
my $variance = sum(map { ($_ - $mean) ** 2 } @values) / $n;
printf "%.9f\n%.9f\n", $mean, sqrt $variance;
