function countComponents(int $count, array $edges): int
{
    $parent = $count > 0 ? range(0, $count - 1) : [];
    $rootOf = function (int $node) use (&$parent): int {
        while ($parent[$node] !== $node) {
            $parent[$node] = $parent[$parent[$node]];
            $node = $parent[$node];
        }
        return $node;
    };

    $components = $count;
    foreach ($edges as [$a, $b]) {
        $rootA = $rootOf($a);
        $rootB = $rootOf($b);
        if ($rootA !== $rootB) {
            $parent[$rootA] = $rootB;
            $components--;
        }
    }
    return $components;
}
