use strict;
use warnings;

sub power_mod {
    my ($base, $exponent, $modulus) = @_;
    my $result = 1 % $modulus;
    $base %= $modulus;
    while ($exponent > 0) {
        $result = $result * $base % $modulus if $exponent & 1;
        $base = $base * $base % $modulus;
        $exponent >>= 1;
    }
    return $result;
}

my $count = <STDIN>;
for (1 .. $count) {
    print power_mod(split ' ', <STDIN>), "\n";
}
