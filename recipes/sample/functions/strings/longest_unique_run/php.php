function longestUniqueRun(string $text): string
{
    $lastSeen = [];
    $start = 0;
    $best = '';
    for ($index = 0; $index < strlen($text); $index++) {
        $character = $text[$index];
        $start = max($start, ($lastSeen[$character] ?? -1) + 1);
        $lastSeen[$character] = $index;
        if ($index - $start + 1 > strlen($best)) {
            $best = substr($text, $start, $index - $start + 1);
        }
    }
    return $best;
}
