use strict;
use warnings;

sub first_not_below {
    my ($numbers, $limit) = @_;
    my ($low, $high) = (0, scalar @$numbers);
    while ($low < $high) {
        my $middle = int(($low + $high) / 2);
        if ($numbers->[$middle] < $limit) {
            $low = $middle + 1;
        }
        else {
            $high = $middle;
        }
    }
    return $low;
}
