function greatestCommonDivisor(int $first, int $second): int
{
    while ($second !== 0) {
        [$first, $second] = [$second, $first % $second];
    }
    return abs($first);
}
