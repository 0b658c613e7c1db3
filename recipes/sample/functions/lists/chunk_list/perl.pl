use strict;
use warnings;

sub chunk_list {
    my ($values, $size) = @_;
    return [] if $size < 1;
    my @rest = @$values;
    my @chunks;
    push @chunks, [ splice @rest, 0, $size ] while @rest;
    return \@chunks;
}
