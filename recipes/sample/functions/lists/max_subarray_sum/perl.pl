use strict;
use warnings;
use List::Util qw(max);

sub max_subarray_sum {
    my ($values) = @_;
    my ($best, $current) = (0, 0);
    for my $value (@$values) {
        $current = max(0, $current + $value);
        $best    = max($best, $current);
    }
    return $best;
}
