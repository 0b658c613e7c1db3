<?php

declare(strict_types=1);

function powerMod(int $base, int $exponent, int $modulus): int
{
    $result = 1 % $modulus;
    $base %= $modulus;
    while ($exponent > 0) {
        if ($exponent % 2 === 1) {
            $result = $result * $base % $modulus;
        }
        $base = $base * $base % $modulus;
        $exponent = intdiv($exponent, 2);
    }
    return $result;
}

$count = (int) trim(fgets(STDIN));
while ($count-- > 0) {
    [$base, $exponent, $modulus] = array_map('intval', explode(' ', trim(fgets(STDIN))));
    echo powerMod($base, $exponent, $modulus) . "\n";
}
