function firstNotBelow(array $numbers, int $limit): int
{
    $low = 0;
    $high = count($numbers);
    while ($low < $high) {
        $middle = intdiv($low + $high, 2);
        if ($numbers[$middle] < $limit) {
            $low = $middle + 1;
        } else {
            $high = $middle;
        }
    }
    return $low;
}
