function mergeTotals(array $first, array $second): array
{
    $merged = $first;
    foreach ($second as $name => $amount) {
        $merged[$name] = ($merged[$name] ?? 0) + $amount;
    }
    return array_filter($merged, fn (int $total): bool => $total !== 0);
}
