function movingAverage(array $values, int $window): array
{
    if ($window < 1 || $window > count($values)) {
        return [];
    }
    $total = array_sum(array_slice($values, 0, $window));
    $averages = [$total / $window];
    for ($index = $window; $index < count($values); $index++) {
        $total += $values[$index] - $values[$index - $window];
        $averages[] = $total / $window;
    }
    return $averages;
}
