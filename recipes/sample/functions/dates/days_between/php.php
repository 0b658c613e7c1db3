function daysBetween(string $start, string $end): int
{
    $dayNumber = function (string $date): int {
        [$year, $month, $day] = array_map('intval', explode('-', $date));
        if ($month < 3) {
            $year -= 1;
            $month += 12;
        }
        $leapDays = intdiv($year, 4) - intdiv($year, 100) + intdiv($year, 400);
        return 365 * $year + $leapDays + intdiv(153 * $month - 457, 5) + $day;
    };

    return $dayNumber($end) - $dayNumber($start);
}
