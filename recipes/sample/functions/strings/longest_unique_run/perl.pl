use strict;
use warnings;

sub longest_unique_run {
    my ($text) = @_;
    my %last_seen;
    my ($start, $best_start, $best_length) = (0, 0, 0);
    for my $index (0 .. length($text) - 1) {
        my $character = substr $text, $index, 1;
        if (($last_seen{$character} // -1) >= $start) {
            $start = $last_seen{$character} + 1;
        }
        $last_seen{$character} = $index;
        if ($index - $start + 1 > $best_length) {
            ($best_start, $best_length) = ($start, $index - $start + 1);
        }
    }
    return substr $text, $best_start, $best_length;
}
