function collatzLength(int $start): int
{
    $steps = 0;
    for ($number = $start; $number > 1; $steps++) {
        $number = $number % 2 === 0 ? intdiv($number, 2) : 3 * $number + 1;
    }
    return $steps;
}
