use strict;
use warnings;

sub rotate_left {
    my ($values, $steps) = @_;
    return [] if !@$values;
    my $offset = $steps % @$values;
    return [ @$values[ $offset .. $#$values ], @$values[ 0 .. $offset - 1 ] ];
}
