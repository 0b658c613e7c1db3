use strict;
use warnings;

sub iso_week_number {
    my ($year, $month, $day) = @_;
    my @days_before_month = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334);
    my $ordinal = $days_before_month[$month - 1] + $day;
    $ordinal++ if $month > 2 && is_leap($year);
    my $weekday = (january_first($year) + $ordinal - 1) % 7;
    my $week    = int(($ordinal - $weekday + 9) / 7);
    return weeks_in($year - 1) if $week == 0;
    return $week > weeks_in($year) ? 1 : $week;
}

sub is_leap {
    my ($year) = @_;
    return $year % 4 == 0 && ($year % 100 != 0 || $year % 400 == 0);
}

sub january_first {
    my ($year) = @_;
    my $before = $year - 1;
    return ($before + int($before / 4) - int($before / 100) + int($before / 400)) % 7;
}

sub weeks_in {
    my ($year) = @_;
    my $first = january_first($year);
    return $first == 3 || ($first == 2 && is_leap($year)) ? 53 : 52;
}
