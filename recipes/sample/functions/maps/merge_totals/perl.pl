use strict;
use warnings;

sub merge_totals {
    my ($first, $second) = @_;
    my %merged = %$first;
    $merged{$_} += $second->{$_} for keys %$second;
    delete @merged{ grep { $merged{$_} == 0 } keys %merged };
    return \%merged;
}
