use strict;
use warnings;

sub days_between {
    my ($start, $end) = @_;
    return day_number($end) - day_number($start);
}

sub day_number {
    my ($date) = @_;
    my ($year, $month, $day) = split /-/, $date;
    if ($month < 3) {
        $year--;
        $month += 12;
    }
    my $leap_days = int($year / 4) - int($year / 100) + int($year / 400);
    return 365 * $year + $leap_days + int((153 * $month - 457) / 5) + $day;
}
