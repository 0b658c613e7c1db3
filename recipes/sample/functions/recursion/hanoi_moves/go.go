func HanoiMoves(disks int) []string {
	moves := []string{}
	var move func(count int, source, target, spare string)
	move = func(count int, source, target, spare string) {
		if count == 0 {
			return
		}
		move(count-1, source, spare, target)
		moves = append(moves, source+target)
		move(count-1, spare, target, source)
	}
	move(disks, "A", "C", "B")
	return moves
}
