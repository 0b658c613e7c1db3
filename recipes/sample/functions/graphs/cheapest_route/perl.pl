use strict;
use warnings;

sub cheapest_route {
    my ($city_count, $roads, $start, $goal) = @_;
    my @costs = (undef) x $city_count;
    $costs[$start] = 0;
    my $improved = 1;
    while ($improved) {
        $improved = 0;
        for my $road (@$roads) {
            my ($origin, $target, $cost) = @$road;
            next if !defined $costs[$origin];
            my $total = $costs[$origin] + $cost;
            if (!defined $costs[$target] || $total < $costs[$target]) {
                $costs[$target] = $total;
                $improved = 1;
            }
        }
    }
    return $costs[$goal];
}
