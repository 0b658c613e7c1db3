use strict;
use warnings;

sub hanoi_moves {
    my ($disks) = @_;
    return [ move($disks, 'A', 'C', 'B') ];
}

sub move {
    my ($count, $source, $target, $spare) = @_;
    return () if $count == 0;
    my @before = move($count - 1, $source, $spare, $target);
    my @after  = move($count - 1, $spare, $target, $source);
    return (@before, $source . $target, @after);
}
