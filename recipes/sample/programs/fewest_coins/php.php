<?php
list($amount, $n) = sscanf(fgets(STDIN), "%d %d");
$coins = array_map('intval', explode(' ', trim(fgets(STDIN))));
$fewest = array_fill(0, $amount + 1, PHP_INT_MAX);
$fewest[0] = 0;
foreach ($coins as $coin) {
    for ($part = $coin; $part <= $amount; $part++) {
        if ($fewest[$part - $coin] !== PHP_INT_MAX) {
            $fewest[$part] = min($fewest[$part], $fewest[$part - $coin] + 1);
        }
    }
}
echo $fewest[$amount] === PHP_INT_MAX ? -1 : $fewest[$amount];
