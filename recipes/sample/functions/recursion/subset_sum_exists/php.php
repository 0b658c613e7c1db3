function subsetSumExists(array $numbers, int $target): bool
{
    if ($target === 0) {
        return true;
    }
    if ($numbers === []) {
        return false;
    }
    $first = array_shift($numbers);
    return subsetSumExists($numbers, $target - $first) || subsetSumExists($numbers, $target);
}
