import java.util.ArrayList;
import java.util.List;

static List<String> hanoiMoves(int disks) {
    List<String> moves = new ArrayList<>();
    move(disks, 'A', 'C', 'B', moves);
    return moves;
}

private static void move(int count, char source, char target, char spare, List<String> moves) {
    if (count == 0) {
        return;
    }
    move(count - 1, source, spare, target, moves);
    moves.add("" + source + target);
    move(count - 1, spare, target, source, moves);
}
