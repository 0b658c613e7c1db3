function runLengthDecode(string $encoded): string
{
    $decoded = '';
    $digits = '';
    for ($i = 0; $i < strlen($encoded); $i++) {
        if (ctype_digit($encoded[$i])) {
            $digits .= $encoded[$i];
        } else {
            $decoded .= str_repeat($encoded[$i], $digits === '' ? 1 : (int) $digits);
            $digits = '';
        }
    }
    return $decoded;
}
