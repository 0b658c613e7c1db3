use strict;
use warnings;
use List::Util qw(sum0);

sub multiply_matrices {
    my ($left, $right) = @_;
    return undef if !@$left || !@$right || @{ $left->[0] } != @$right;
    my @product;
    for my $row (@$left) {
        my @line;
        for my $column (0 .. $#{ $right->[0] }) {
            push @line, sum0(map { $row->[$_] * $right->[$_][$column] } 0 .. $#$row);
        }
        push @product, \@line;
    }
    return \@product;
}
