function spiralOrder(array $matrix): array
{
    if (!$matrix) {
        return [];
    }
    $values = [];
    $top = 0;
    $bottom = count($matrix) - 1;
    $left = 0;
    $right = count($matrix[0]) - 1;
    while ($top <= $bottom && $left <= $right) {
        for ($column = $left; $column <= $right; $column++) {
            $values[] = $matrix[$top][$column];
        }
        for ($row = $top + 1; $row <= $bottom; $row++) {
            $values[] = $matrix[$row][$right];
        }
        if ($top < $bottom) {
            for ($column = $right - 1; $column >= $left; $column--) {
                $values[] = $matrix[$bottom][$column];
            }
        }
        if ($left < $right) {
            for ($row = $bottom - 1; $row > $top; $row--) {
                $values[] = $matrix[$row][$left];
            }
        }
        $top++;
        $bottom--;
        $left++;
        $right--;
    }
    return $values;
}
