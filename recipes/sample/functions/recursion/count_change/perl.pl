use strict;
use warnings;
no warnings 'recursion';

sub count_change {
    my ($amount, $coins) = @_;
    return 1 if $amount == 0;
    return 0 if $amount < 0 || !@$coins;
    my ($first, @others) = @$coins;
    return count_change($amount - $first, $coins) + count_change($amount, \@others);
}
