function mergeSort(array $numbers): array
{
    if (count($numbers) < 2) {
        return $numbers;
    }
    $middle = intdiv(count($numbers), 2);
    $left = mergeSort(array_slice($numbers, 0, $middle));
    $right = mergeSort(array_slice($numbers, $middle));
    $merged = [];
    $i = $j = 0;
    while ($i < count($left) && $j < count($right)) {
        $merged[] = $left[$i] <= $right[$j] ? $left[$i++] : $right[$j++];
    }
    return array_merge($merged, array_slice($left, $i), array_slice($right, $j));
}
