use strict;
use warnings;

sub transpose {
    my ($matrix) = @_;
    my @result;
    for my $i (0 .. $#$matrix) {
        for my $j (0 .. $#{ $matrix->[$i] }) {
            $result[$j][$i] = $matrix->[$i][$j];
        }
    }
    return \@result;
}
