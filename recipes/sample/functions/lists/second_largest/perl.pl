use strict;
use warnings;

sub second_largest {
    my ($values) = @_;
    my ($largest, $runner_up);
    for my $value (@$values) {
        if (!defined $largest || $value > $largest) {
            ($largest, $runner_up) = ($value, $largest);
        }
        elsif ($value != $largest && (!defined $runner_up || $value > $runner_up)) {
            $runner_up = $value;
        }
    }
    return $runner_up;
}
