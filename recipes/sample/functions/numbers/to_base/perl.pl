use strict;
use warnings;

sub to_base {
    my ($number, $base) = @_;
    my @digits = (0 .. 9, 'a' .. 'f');
    return '0' if $number == 0;
    my $rest    = abs $number;
    my $written = '';
    while ($rest > 0) {
        $written = $digits[ $rest % $base ] . $written;
        $rest    = int($rest / $base);
    }
    return $number < 0 ? "-$written" : $written;
}
