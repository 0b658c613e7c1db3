function hanoiMoves(disks, source = "A", target = "C", spare = "B") {
  if (disks === 0) {
    return [];
  }
  return [
    ...hanoiMoves(disks - 1, source, spare, target),
    source + target,
    ...hanoiMoves(disks - 1, spare, target, source),
  ];
}
