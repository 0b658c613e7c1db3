use strict;
use warnings;

sub permutations {
    my ($values) = @_;
    return [ [] ] if !@$values;
    my @orders;
    for my $index (0 .. $#$values) {
        my @others = @$values;
        my $value  = splice @others, $index, 1;
        push @orders, map { [ $value, @$_ ] } @{ permutations(\@others) };
    }
    return \@orders;
}
