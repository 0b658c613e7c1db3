function topologicalOrder(int $count, array $edges): ?array
{
    $waitingFor = $count > 0 ? array_fill(0, $count, 0) : [];
    foreach ($edges as [, $after]) {
        $waitingFor[$after]++;
    }
    $ready = new SplMinHeap();
    foreach ($waitingFor as $task => $number) {
        if ($number === 0) {
            $ready->insert($task);
        }
    }
    $order = [];
    while (!$ready->isEmpty()) {
        $task = $ready->extract();
        $order[] = $task;
        foreach ($edges as [$before, $after]) {
            if ($before === $task && --$waitingFor[$after] === 0) {
                $ready->insert($after);
            }
        }
    }
    return count($order) === $count ? $order : null;
}
