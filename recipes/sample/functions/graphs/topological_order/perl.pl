use strict;
use warnings;
use List::Util qw(min);

sub topological_order {
    my ($count, $edges) = @_;
    my @waiting_for = (0) x $count;
    $waiting_for[ $_->[1] ]++ for @$edges;
    my @ready = grep { $waiting_for[$_] == 0 } 0 .. $count - 1;
    my @order;
    while (@ready) {
        my $task = min(@ready);
        @ready = grep { $_ != $task } @ready;
        push @order, $task;
        for my $edge (@$edges) {
            my ($before, $after) = @$edge;
            push @ready, $after if $before == $task && --$waiting_for[$after] == 0;
        }
    }
    return @order == $count ? \@order : undef;
}
