function permutations(array $values): array
{
    if ($values === []) {
        return [[]];
    }
    $orders = [];
    foreach ($values as $index => $value) {
        $others = $values;
        array_splice($others, $index, 1);
        foreach (permutations($others) as $order) {
            $orders[] = [$value, ...$order];
        }
    }
    return $orders;
}
