use strict;
use warnings;

sub day_of_week {
    my ($year, $month, $day) = @_;
    my @names   = qw(Sunday Monday Tuesday Wednesday Thursday Friday Saturday);
    my @offsets = (0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4);
    $year-- if $month < 3;
    my $index = $year + int($year / 4) - int($year / 100) + int($year / 400) + $offsets[$month - 1] + $day;
    return $names[$index % 7];
}
