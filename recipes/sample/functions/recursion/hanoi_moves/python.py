def hanoi_moves(disks: int) -> list[str]:
    """Solve the towers of Hanoi: list the moves that bring all disks from peg A to peg C.

    A move is written as the peg that it takes a disk from and the peg that it puts it on, such as "AC".
    """

    def move(count: int, source: str, target: str, spare: str) -> list[str]:
        if count == 0:
            return []
        before = move(count - 1, source, spare, target)
        after = move(count - 1, spare, target, source)
        return [*before, source + target, *after]

    return move(disks, "A", "C", "B")
