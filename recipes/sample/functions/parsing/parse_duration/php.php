function parseDuration(string $text): ?int
{
    if (preg_match('/^(\d+[dhms])+$/D', $text) !== 1) {
        return null;
    }
    $secondsPerUnit = ['d' => 86400, 'h' => 3600, 'm' => 60, 's' => 1];
    preg_match_all('/(\d+)([dhms])/', $text, $parts, PREG_SET_ORDER);
    $total = 0;
    foreach ($parts as [, $amount, $unit]) {
        $total += (int) $amount * $secondsPerUnit[$unit];
    }
    return $total;
}
