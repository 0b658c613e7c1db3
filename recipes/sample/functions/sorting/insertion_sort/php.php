function insertionSort(array $numbers): array
{
    for ($end = 1; $end < count($numbers); $end++) {
        $current = $numbers[$end];
        $hole = $end;
        while ($hole > 0 && $numbers[$hole - 1] > $current) {
            $numbers[$hole] = $numbers[$hole - 1];
            $hole--;
        }
        $numbers[$hole] = $current;
    }
    return $numbers;
}
