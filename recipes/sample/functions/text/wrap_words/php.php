function wrapWords(string $text, int $width): array
{
    $lines = [];
    $current = '';
    foreach (preg_split('/\s+/', $text, -1, PREG_SPLIT_NO_EMPTY) as $word) {
        if ($current !== '' && strlen($current) + 1 + strlen($word) > $width) {
            $lines[] = $current;
            $current = $word;
        } elseif ($current !== '') {
            $current .= ' ' . $word;
        } else {
            $current = $word;
        }
    }
    if ($current !== '') {
        $lines[] = $current;
    }
    return $lines;
}
