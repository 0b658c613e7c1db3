<?php
fscanf(STDIN, "%d", $n);
$total = 0;
for ($i = 0; $i < $n; $i++) {
    [$a, $b] = array_map('intval', explode(' ', trim(fgets(STDIN))));
    echo $a + $b, "\n";
    $total += $a + $b;
}
echo $total, "\n";
