use strict;
use warnings;

sub count_hops {
    my ($links, $start, $goal) = @_;
    my %hops  = ($start => 0);
    my @queue = ($start);
    while (@queue) {
        my $page = shift @queue;
        return $hops{$page} if $page eq $goal;
        for my $neighbour (@{ $links->{$page} // [] }) {
            next if exists $hops{$neighbour};
            $hops{$neighbour} = $hops{$page} + 1;
            push @queue, $neighbour;
        }
    }
    return -1;
}
