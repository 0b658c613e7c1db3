function isLeap(int $year): bool
{
    return $year % 4 === 0 && ($year % 100 !== 0 || $year % 400 === 0);
}

function januaryFirst(int $year): int
{
    $before = $year - 1;
    return ($before + intdiv($before, 4) - intdiv($before, 100) + intdiv($before, 400)) % 7;
}

function weeksIn(int $year): int
{
    $first = januaryFirst($year);
    return $first === 3 || ($first === 2 && isLeap($year)) ? 53 : 52;
}

function isoWeekNumber(int $year, int $month, int $day): int
{
    $daysBeforeMonth = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    $ordinal = $daysBeforeMonth[$month - 1] + $day;
    if ($month > 2 && isLeap($year)) {
        $ordinal++;
    }
    $weekday = (januaryFirst($year) + $ordinal - 1) % 7;
    $week = intdiv($ordinal - $weekday + 9, 7);
    if ($week === 0) {
        return weeksIn($year - 1);
    }
    return $week > weeksIn($year) ? 1 : $week;
}
