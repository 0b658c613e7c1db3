use strict;
use warnings;

sub prime_factors {
    my ($number) = @_;
    my @factors;
    for (my $divisor = 2; $divisor * $divisor <= $number; $divisor++) {
        while ($number % $divisor == 0) {
            push @factors, $divisor;
            $number /= $divisor;
        }
    }
    push @factors, $number if $number > 1;
    return \@factors;
}
