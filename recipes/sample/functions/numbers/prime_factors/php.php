function primeFactors(int $number): array
{
    $factors = [];
    for ($divisor = 2; $divisor * $divisor <= $number; $divisor++) {
        while ($number % $divisor === 0) {
            $factors[] = $divisor;
            $number = intdiv($number, $divisor);
        }
    }
    if ($number > 1) {
        $factors[] = $number;
    }
    return $factors;
}
