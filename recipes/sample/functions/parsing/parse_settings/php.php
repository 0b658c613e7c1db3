function parseSettings(string $text): array
{
    $settings = [];
    foreach (explode(';', $text) as $part) {
        [$name, $value] = array_pad(explode('=', $part, 2), 2, null);
        $name = trim($name);
        if ($value !== null && $name !== '') {
            $settings[$name] = trim($value);
        }
    }
    return $settings;
}
