use strict;
use warnings;

sub group_by_initial {
    my ($words) = @_;
    my %groups;
    for my $word (grep { length } @$words) {
        push @{ $groups{ lc substr $word, 0, 1 } }, $word;
    }
    return \%groups;
}
