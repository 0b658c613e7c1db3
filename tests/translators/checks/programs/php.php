<?php
function classify(int $total): string
{
    return $total === 0 ? "balanced" : ($total > 0 ? "positive" : "negative");
}

$data = array_map('intval', preg_split('/\s+/', trim(stream_get_contents(STDIN))));
$count = $data[0];
$total = array_sum(array_slice($data, 1, $count)) % 1000007;
echo classify($total), " ", $total, " ", 4096 + $count, "\n";
