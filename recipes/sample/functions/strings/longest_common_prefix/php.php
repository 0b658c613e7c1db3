function longestCommonPrefix(array $words): string
{
    if ($words === []) {
        return '';
    }
    $prefix = array_shift($words);
    foreach ($words as $word) {
        while (!str_starts_with($word, $prefix)) {
            $prefix = substr($prefix, 0, -1);
        }
    }
    return $prefix;
}
