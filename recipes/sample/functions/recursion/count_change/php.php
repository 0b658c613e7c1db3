function countChange(int $amount, array $coins): int
{
    if ($amount === 0) {
        return 1;
    }
    if ($amount < 0 || $coins === []) {
        return 0;
    }
    $others = array_slice($coins, 1);
    return countChange($amount - $coins[0], $coins) + countChange($amount, $others);
}
