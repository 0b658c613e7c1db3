function mostCommonWord(array $words): string
{
    $counts = [];
    foreach ($words as $word) {
        $counts[$word] = ($counts[$word] ?? 0) + 1;
    }
    $best = '';
    foreach ($counts as $word => $count) {
        $leader = $counts[$best] ?? 0;
        if ($count > $leader || ($count === $leader && strcmp((string) $word, $best) < 0)) {
            $best = (string) $word;
        }
    }
    return $best;
}
