function secondLargest(array $values): ?int
{
    $different = array_unique($values);
    rsort($different);
    return $different[1] ?? null;
}
