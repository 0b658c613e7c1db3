function chunkList(array $values, int $size): array
{
    if ($size < 1) {
        return [];
    }
    return array_chunk($values, $size);
}
