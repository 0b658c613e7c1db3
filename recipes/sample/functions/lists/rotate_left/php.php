function rotateLeft(array $values, int $steps): array
{
    $length = count($values);
    if ($length === 0) {
        return [];
    }
    $offset = ($steps % $length + $length) % $length;
    return array_merge(array_slice($values, $offset), array_slice($values, 0, $offset));
}
