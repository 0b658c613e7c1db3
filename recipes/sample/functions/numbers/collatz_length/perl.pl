use strict;
use warnings;

sub collatz_length {
    my ($number) = @_;
    my $steps = 0;
    while ($number > 1) {
        $number = $number % 2 == 0 ? $number / 2 : 3 * $number + 1;
        $steps++;
    }
    return $steps;
}
