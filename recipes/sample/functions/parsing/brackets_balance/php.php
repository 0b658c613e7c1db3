function bracketsBalance(string $text): bool
{
    $opening = [')' => '(', ']' => '[', '}' => '{'];
    $opened = [];
    foreach (str_split($text) as $character) {
        if (in_array($character, $opening, true)) {
            $opened[] = $character;
        } elseif (isset($opening[$character]) && array_pop($opened) !== $opening[$character]) {
            return false;
        }
    }
    return $opened === [];
}
