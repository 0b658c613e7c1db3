use strict;
use warnings;

sub kth_smallest {
    my ($numbers, $k) = @_;
    my @items = @$numbers;
    my ($low, $high) = (0, $#items);
    while ($low < $high) {
        my $pivot = $items[ int(($low + $high) / 2) ];
        my ($i, $j) = ($low, $high);
        while ($i <= $j) {
            $i++ while $items[$i] < $pivot;
            $j-- while $items[$j] > $pivot;
            if ($i <= $j) {
                @items[ $i, $j ] = @items[ $j, $i ];
                $i++;
                $j--;
            }
        }
        if ($k - 1 <= $j) {
            $high = $j;
        }
        elsif ($k - 1 >= $i) {
            $low = $i;
        }
        else {
            last;
        }
    }
    return $items[ $k - 1 ];
}
