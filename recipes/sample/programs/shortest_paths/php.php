<?php
$numbers = array_map('intval', preg_split('/\s+/', trim(stream_get_contents(STDIN))));
[$n, $m] = $numbers;
$roads = array_fill(1, $n, []);
foreach (array_chunk(array_slice($numbers, 2, 3 * $m), 3) as [$a, $b, $d]) {
    $roads[$a][] = [$b, $d];
    $roads[$b][] = [$a, $d];
}
$distance = array_fill(1, $n, -1);
$pending = new SplPriorityQueue();
$pending->setExtractFlags(SplPriorityQueue::EXTR_BOTH);
$pending->insert(1, 0);
while (!$pending->isEmpty()) {
    ['data' => $town, 'priority' => $priority] = $pending->extract();
    if ($distance[$town] >= 0) {
        continue;
    }
    $distance[$town] = -$priority;
    foreach ($roads[$town] as [$other, $d]) {
        $pending->insert($other, $priority - $d);
    }
}
echo implode(' ', $distance), "\n";
