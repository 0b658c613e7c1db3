use strict;
use warnings;

sub count_components {
    my ($count, $edges) = @_;
    my @parent     = (0 .. $count - 1);
    my $components = $count;
    for my $edge (@$edges) {
        my ($root_a, $root_b) = map { root_of(\@parent, $_) } @$edge;
        if ($root_a != $root_b) {
            $parent[$root_a] = $root_b;
            $components--;
        }
    }
    return $components;
}

sub root_of {
    my ($parent, $node) = @_;
    while ($parent->[$node] != $node) {
        $parent->[$node] = $parent->[ $parent->[$node] ];
        $node = $parent->[$node];
    }
    return $node;
}
