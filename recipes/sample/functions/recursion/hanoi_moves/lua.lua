local function hanoi_moves(disks)
  local moves = {}

  local function move(count, source, target, spare)
    if count == 0 then
      return
    end
    move(count - 1, source, spare, target)
    moves[#moves + 1] = source .. target
    move(count - 1, spare, target, source)
  end

  move(disks, "A", "C", "B")
  return moves
end
