def hanoi_moves(disks, source = "A", target = "C", spare = "B")
  return [] if disks.zero?

  hanoi_moves(disks - 1, source, spare, target) +
    [source + target] +
    hanoi_moves(disks - 1, spare, target, source)
end
