function countSpansWithSum(array $numbers, int $target): int
{
    $seen = [0 => 1];
    $total = 0;
    $spans = 0;
    foreach ($numbers as $number) {
        $total += $number;
        $spans += $seen[$total - $target] ?? 0;
        $seen[$total] = ($seen[$total] ?? 0) + 1;
    }
    return $spans;
}
