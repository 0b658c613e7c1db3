function maxSubarraySum(array $values): int
{
    $best = 0;
    $current = 0;
    foreach ($values as $value) {
        $current = max(0, $current + $value);
        $best = max($best, $current);
    }
    return $best;
}
