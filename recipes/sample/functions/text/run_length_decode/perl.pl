use strict;
use warnings;

sub run_length_decode {
    my ($encoded) = @_;
    my $decoded = '';
    while ($encoded =~ /([0-9]*)([^0-9])/g) {
        $decoded .= $2 x (length $1 ? $1 : 1);
    }
    return $decoded;
}
