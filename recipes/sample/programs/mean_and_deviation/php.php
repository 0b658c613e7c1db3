<?php
$n = intval(fgets(STDIN));
$values = array_map('floatval', explode(' ', trim(fgets(STDIN))));
$mean = array_sum($values) / $n;
$squares = 0.0;
foreach ($values as $value) {
    $squares += ($value - $mean) ** 2;
}
printf("%.9f\n%.9f\n", $mean, sqrt($squares / $n));
