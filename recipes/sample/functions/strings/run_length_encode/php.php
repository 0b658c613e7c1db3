function runLengthEncode(string $text): string
{
    $encoded = '';
    $start = 0;
    $length = strlen($text);
    for ($end = 1; $end <= $length; $end++) {
        if ($end === $length || $text[$end] !== $text[$start]) {
            $encoded .= ($end - $start) . $text[$start];
            $start = $end;
        }
    }
    return $encoded;
}
