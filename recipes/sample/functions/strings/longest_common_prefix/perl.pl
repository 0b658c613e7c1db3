use strict;
use warnings;

sub longest_common_prefix {
    my ($words) = @_;
    return '' if !@$words;
    my ($prefix, @others) = @$words;
    for my $word (@others) {
        chop $prefix while index($word, $prefix) != 0;
    }
    return $prefix;
}
