use strict;
use warnings;

sub run_length_encode {
    my ($text) = @_;
    return $text =~ s/((.)\g2*)/length($1) . $2/gesr;
}
