function areAnagrams(string $first, string $second): bool
{
    $count = fn(string $text): array => count_chars(strtolower(str_replace(' ', '', $text)), 1);
    return $count($first) === $count($second);
}
