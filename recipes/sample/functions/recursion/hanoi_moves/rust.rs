fn hanoi_moves(disks: usize) -> Vec<String> {
    fn move_disks(count: usize, source: char, target: char, spare: char, moves: &mut Vec<String>) {
        if count == 0 {
            return;
        }
        move_disks(count - 1, source, spare, target, moves);
        moves.push(format!("{source}{target}"));
        move_disks(count - 1, spare, target, source, moves);
    }

    let mut moves = Vec::new();
    move_disks(disks, 'A', 'C', 'B', &mut moves);
    moves
}
