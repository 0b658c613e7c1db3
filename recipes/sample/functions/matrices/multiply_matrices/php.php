function multiplyMatrices(array $left, array $right): ?array
{
    if (!$left || !$right || count($left[0]) !== count($right)) {
        return null;
    }
    $product = [];
    foreach ($left as $row) {
        $line = [];
        foreach (array_keys($right[0]) as $column) {
            $sum = 0;
            foreach ($row as $k => $value) {
                $sum += $value * $right[$k][$column];
            }
            $line[] = $sum;
        }
        $product[] = $line;
    }
    return $product;
}
