use strict;
use warnings;

sub primes_below {
    my ($limit) = @_;
    my (@is_composite, @primes);
    for my $number (2 .. $limit - 1) {
        next if $is_composite[$number];
        push @primes, $number;
        for (my $multiple = $number * $number; $multiple < $limit; $multiple += $number) {
            $is_composite[$multiple] = 1;
        }
    }
    return \@primes;
}
