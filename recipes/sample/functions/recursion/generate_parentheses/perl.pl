use strict;
use warnings;

sub generate_parentheses {
    my ($pairs) = @_;
    return [ extend($pairs, '', 0, 0) ];
}

sub extend {
    my ($pairs, $prefix, $opened, $closed) = @_;
    return $prefix if $closed == $pairs;
    my @arrangements;
    push @arrangements, extend($pairs, $prefix . '(', $opened + 1, $closed) if $opened < $pairs;
    push @arrangements, extend($pairs, $prefix . ')', $opened, $closed + 1) if $closed < $opened;
    return @arrangements;
}
