use strict;
use warnings;

sub subset_sum_exists {
    my ($numbers, $target) = @_;
    return 1 if $target == 0;
    return 0 if !@$numbers;
    my ($first, @rest) = @$numbers;
    return subset_sum_exists(\@rest, $target - $first) || subset_sum_exists(\@rest, $target);
}
