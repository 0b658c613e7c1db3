use strict;
use warnings;

sub determinant {
    my ($matrix) = @_;
    my @rows = map { [@$_] } @$matrix;
    return 1 if !@rows;
    my ($sign, $previous) = (1, 1);
    for my $k (0 .. $#rows - 1) {
        my $pivot = $k;
        $pivot++ while $pivot < @rows && $rows[$pivot][$k] == 0;
        return 0 if $pivot == @rows;
        if ($pivot != $k) {
            @rows[ $k, $pivot ] = @rows[ $pivot, $k ];
            $sign = -$sign;
        }
        for my $i ($k + 1 .. $#rows) {
            for my $j ($k + 1 .. $#rows) {
                my $cross = $rows[$i][$j] * $rows[$k][$k] - $rows[$i][$k] * $rows[$k][$j];
                $rows[$i][$j] = $cross / $previous;
            }
        }
        $previous = $rows[$k][$k];
    }
    return $sign * $rows[-1][-1];
}
