function splitCsvLine(string $line): array
{
    $fields = [''];
    $last = 0;
    $quoted = false;
    for ($position = 0; $position < strlen($line); $position++) {
        $character = $line[$position];
        if ($quoted && substr($line, $position, 2) === '""') {
            $fields[$last] .= '"';
            $position++;
        } elseif ($character === '"') {
            $quoted = !$quoted;
        } elseif ($character === ',' && !$quoted) {
            $fields[++$last] = '';
        } else {
            $fields[$last] .= $character;
        }
    }
    return $fields;
}
