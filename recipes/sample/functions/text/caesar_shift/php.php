function caesarShift(string $text, int $shift): string
{
    $shift = ($shift % 26 + 26) % 26;
    $shifted = '';
    foreach (str_split($text) as $character) {
        if ($character >= 'a' && $character <= 'z') {
            $base = ord('a');
        } elseif ($character >= 'A' && $character <= 'Z') {
            $base = ord('A');
        } else {
            $shifted .= $character;
            continue;
        }
        $shifted .= chr((ord($character) - $base + $shift) % 26 + $base);
    }
    return $shifted;
}
