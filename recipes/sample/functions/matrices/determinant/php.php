function determinant(array $matrix): int
{
    $size = count($matrix);
    if ($size === 0) {
        return 1;
    }
    $sign = 1;
    $previous = 1;
    for ($k = 0; $k < $size - 1; $k++) {
        $pivot = $k;
        while ($pivot < $size && $matrix[$pivot][$k] === 0) {
            $pivot++;
        }
        if ($pivot === $size) {
            return 0;
        }
        if ($pivot !== $k) {
            [$matrix[$k], $matrix[$pivot]] = [$matrix[$pivot], $matrix[$k]];
            $sign = -$sign;
        }
        for ($i = $k + 1; $i < $size; $i++) {
            for ($j = $k + 1; $j < $size; $j++) {
                $crossed = $matrix[$i][$j] * $matrix[$k][$k] - $matrix[$i][$k] * $matrix[$k][$j];
                $matrix[$i][$j] = intdiv($crossed, $previous);
            }
        }
        $previous = $matrix[$k][$k];
    }
    return $sign * $matrix[$size - 1][$size - 1];
}
