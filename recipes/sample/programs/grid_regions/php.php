<?php
function fill(array &$grid, int $y, int $x): int
{
    if (($grid[$y][$x] ?? '.') !== '#') {
        return 0;
    }
    $grid[$y][$x] = '.';
    return 1 + fill($grid, $y - 1, $x) + fill($grid, $y + 1, $x) + fill($grid, $y, $x - 1) + fill($grid, $y, $x + 1);
}

[$rows, $columns] = array_map('intval', explode(' ', trim(fgets(STDIN))));
$grid = [];
for ($y = 0; $y < $rows; $y++) {
    $grid[] = str_split(trim(fgets(STDIN)));
}
$regions = 0;
$largest = 0;
for ($y = 0; $y < $rows; $y++) {
    for ($x = 0; $x < $columns; $x++) {
        $size = fill($grid, $y, $x);
        $regions += $size > 0 ? 1 : 0;
        $largest = max($largest, $size);
    }
}
echo "$regions $largest\n";
