function hanoiMoves(int $disks, string $source = 'A', string $target = 'C', string $spare = 'B'): array
{
    if ($disks === 0) {
        return [];
    }
    return [
        ...hanoiMoves($disks - 1, $source, $spare, $target),
        $source . $target,
        ...hanoiMoves($disks - 1, $spare, $target, $source),
    ];
}
