use strict;
use warnings;

sub spiral_order {
    my ($matrix) = @_;
    return [] if !@$matrix;
    my ($top, $bottom) = (0, $#$matrix);
    my ($left, $right) = (0, $#{ $matrix->[0] });
    my @values;
    while ($top <= $bottom && $left <= $right) {
        push @values, @{ $matrix->[$top] }[ $left .. $right ];
        push @values, map { $matrix->[$_][$right] } $top + 1 .. $bottom;
        if ($top < $bottom) {
            push @values, reverse @{ $matrix->[$bottom] }[ $left .. $right - 1 ];
        }
        if ($left < $right) {
            push @values, map { $matrix->[$_][$left] } reverse $top + 1 .. $bottom - 1;
        }
        $top++;
        $bottom--;
        $left++;
        $right--;
    }
    return \@values;
}
