use strict;
use warnings;

sub parse_duration {
    my ($text) = @_;
    my %seconds_per_unit = (d => 86400, h => 3600, m => 60, s => 1);
    return undef if $text !~ /\A(?:[0-9]+[dhms])+\z/;
    my $total = 0;
    while ($text =~ /([0-9]+)([dhms])/g) {
        $total += $1 * $seconds_per_unit{$2};
    }
    return $total;
}
