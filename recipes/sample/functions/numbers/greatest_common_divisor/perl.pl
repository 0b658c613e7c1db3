use strict;
use warnings;

sub greatest_common_divisor {
    my ($first, $second) = map { abs } @_;
    ($first, $second) = ($second, $first % $second) while $second;
    return $first;
}
