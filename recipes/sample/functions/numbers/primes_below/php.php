function primesBelow(int $limit): array
{
    $isPrime = array_fill(0, max($limit, 0), true);
    $primes = [];
    for ($number = 2; $number < $limit; $number++) {
        if (!$isPrime[$number]) {
            continue;
        }
        $primes[] = $number;
        for ($multiple = $number * $number; $multiple < $limit; $multiple += $number) {
            $isPrime[$multiple] = false;
        }
    }
    return $primes;
}
