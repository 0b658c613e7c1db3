use strict;
use warnings;

sub most_common_word {
    my ($words) = @_;
    my %counts;
    $counts{$_}++ for @$words;
    my ($best) = sort { $counts{$b} <=> $counts{$a} || $a cmp $b } keys %counts;
    return $best // '';
}
