function kthSmallest(array $numbers, int $k): int
{
    $low = 0;
    $high = count($numbers) - 1;
    while ($low < $high) {
        $pivot = $numbers[intdiv($low + $high, 2)];
        $i = $low;
        $j = $high;
        while ($i <= $j) {
            while ($numbers[$i] < $pivot) {
                $i++;
            }
            while ($numbers[$j] > $pivot) {
                $j--;
            }
            if ($i <= $j) {
                [$numbers[$i], $numbers[$j]] = [$numbers[$j], $numbers[$i]];
                $i++;
                $j--;
            }
        }
        if ($k - 1 <= $j) {
            $high = $j;
        } elseif ($k - 1 >= $i) {
            $low = $i;
        } else {
            break;
        }
    }
    return $numbers[$k - 1];
}
