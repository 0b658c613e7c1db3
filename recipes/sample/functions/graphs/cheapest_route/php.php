function cheapestRoute(int $cityCount, array $roads, int $start, int $goal): ?int
{
    $costs = array_fill(0, $cityCount, null);
    $costs[$start] = 0;
    do {
        $improved = false;
        foreach ($roads as [$origin, $target, $cost]) {
            if ($costs[$origin] === null) {
                continue;
            }
            $total = $costs[$origin] + $cost;
            if ($costs[$target] === null || $total < $costs[$target]) {
                $costs[$target] = $total;
                $improved = true;
            }
        }
    } while ($improved);
    return $costs[$goal];
}
