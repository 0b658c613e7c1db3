use strict;
use warnings;

sub wrap_words {
    my ($text, $width) = @_;
    my @lines;
    for my $word (split ' ', $text) {
        if (@lines && length("$lines[-1] $word") <= $width) {
            $lines[-1] .= " $word";
        }
        else {
            push @lines, $word;
        }
    }
    return \@lines;
}
