<?php
$lines = 0;
$words = [];
while (($line = fgets(STDIN)) !== false) {
    $lines++;
    array_push($words, ...preg_split('/\s+/', $line, -1, PREG_SPLIT_NO_EMPTY));
}
$longest = $words[0] ?? '-';
foreach ($words as $word) {
    if (strlen($word) > strlen($longest)) {
        $longest = $word;
    }
}
echo $lines, ' ', count($words), ' ', $longest, PHP_EOL;
