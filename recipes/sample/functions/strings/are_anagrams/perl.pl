use strict;
use warnings;

sub are_anagrams {
    my ($first, $second) = map { lc tr/ //dr } @_;
    my %counts;
    $counts{$_}++ for split //, $first;
    $counts{$_}-- for split //, $second;
    return !grep { $_ != 0 } values %counts;
}
