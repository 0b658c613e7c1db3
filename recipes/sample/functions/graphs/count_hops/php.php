function countHops(array $links, string $start, string $goal): int
{
    $hops = [$start => 0];
    $queue = new SplQueue();
    $queue->enqueue($start);
    while (!$queue->isEmpty()) {
        $page = $queue->dequeue();
        if ($page === $goal) {
            return $hops[$page];
        }
        foreach ($links[$page] ?? [] as $neighbour) {
            if (!isset($hops[$neighbour])) {
                $hops[$neighbour] = $hops[$page] + 1;
                $queue->enqueue($neighbour);
            }
        }
    }
    return -1;
}
