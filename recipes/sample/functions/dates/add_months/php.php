function addMonths(string $date, int $months): string
{
    [$year, $month, $day] = array_map('intval', explode('-', $date));
    $total = $year * 12 + $month - 1 + $months;
    $year = intdiv($total, 12);
    $month = $total % 12 + 1;
    if ($month === 2) {
        $leap = $year % 4 === 0 && ($year % 100 !== 0 || $year % 400 === 0);
        $lastDay = $leap ? 29 : 28;
    } elseif (in_array($month, [4, 6, 9, 11], true)) {
        $lastDay = 30;
    } else {
        $lastDay = 31;
    }
    return sprintf('%04d-%02d-%02d', $year, $month, min($day, $lastDay));
}
