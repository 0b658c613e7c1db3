use strict;
use warnings;

sub count_spans_with_sum {
    my ($numbers, $target) = @_;
    my %seen = (0 => 1);
    my ($total, $spans) = (0, 0);
    for my $number (@$numbers) {
        $total += $number;
        $spans += $seen{ $total - $target } // 0;
        $seen{$total}++;
    }
    return $spans;
}
