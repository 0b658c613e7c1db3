#include <string>
#include <vector>

static void move_disks(int count, char source, char target, char spare, std::vector<std::string> &moves) {
    if (count == 0) {
        return;
    }
    move_disks(count - 1, source, spare, target, moves);
    moves.push_back({source, target});
    move_disks(count - 1, spare, target, source, moves);
}

std::vector<std::string> hanoi_moves(int disks) {
    std::vector<std::string> moves;
    move_disks(disks, 'A', 'C', 'B', moves);
    return moves;
}
