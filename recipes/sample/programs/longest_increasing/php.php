<?php
fscanf(STDIN, "%d", $n);
$values = array_map('intval', explode(' ', trim(fgets(STDIN))));
$best = [];
foreach ($values as $i => $value) {
    $best[$i] = 1;
    for ($j = 0; $j < $i; $j++) {
        if ($values[$j] < $value) {
            $best[$i] = max($best[$i], $best[$j] + 1);
        }
    }
}
echo max($best), "\n";
