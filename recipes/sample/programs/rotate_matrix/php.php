<?php
[$rows, $columns] = explode(' ', trim(fgets(STDIN)));
$matrix = [];
for ($y = 0; $y < $rows; $y++) {
    $matrix[] = explode(' ', trim(fgets(STDIN)));
}
for ($x = 0; $x < $columns; $x++) {
    echo implode(' ', array_reverse(array_column($matrix, $x))), "\n";
}
