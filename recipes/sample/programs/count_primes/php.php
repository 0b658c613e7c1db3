<?php
$n = (int) trim(file_get_contents('php://stdin'));
$crossed = str_repeat('0', $n + 1);
$count = 0;
$last = 'none';
for ($number = 2; $number <= $n; $number++) {
    if ($crossed[$number] === '1') {
        continue;
    }
    $count++;
    $last = $number;
    for ($multiple = $number * $number; $multiple <= $n; $multiple += $number) {
        $crossed[$multiple] = '1';
    }
}
print "$count $last\n";
