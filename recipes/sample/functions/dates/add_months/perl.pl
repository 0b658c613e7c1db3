use strict;
use warnings;
use List::Util qw(min);
use POSIX qw(floor);

sub add_months {
    my ($date, $months) = @_;
    my ($year, $month, $day) = split /-/, $date;
    my $total = $year * 12 + $month - 1 + $months;
    $year  = floor($total / 12);
    $month = $total % 12 + 1;
    my $leap     = $year % 4 == 0 && ($year % 100 != 0 || $year % 400 == 0);
    my @days     = (31, $leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31);
    my $last_day = $days[ $month - 1 ];
    return sprintf '%04d-%02d-%02d', $year, $month, min($day, $last_day);
}
