function dayOfWeek(int $year, int $month, int $day): string
{
    $names = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
    $offsets = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
    if ($month < 3) {
        $year--;
    }
    $leapDays = intdiv($year, 4) - intdiv($year, 100) + intdiv($year, 400);
    return $names[($year + $leapDays + $offsets[$month - 1] + $day) % 7];
}
