use strict;
use warnings;

sub merge_sort {
    my ($numbers) = @_;
    return [@$numbers] if @$numbers < 2;
    my $middle = int(@$numbers / 2);
    my @left   = @{ merge_sort([ @$numbers[ 0 .. $middle - 1 ] ]) };
    my @right  = @{ merge_sort([ @$numbers[ $middle .. $#$numbers ] ]) };
    my @merged;
    while (@left && @right) {
        push @merged, $left[0] <= $right[0] ? shift @left : shift @right;
    }
    return [ @merged, @left, @right ];
}
