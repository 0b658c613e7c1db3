#include <stdlib.h>

static void move(int count, char source, char target, char spare, char **moves, size_t *made) {
    if (count == 0) {
        return;
    }
    move(count - 1, source, spare, target, moves, made);
    char *written = malloc(3);
    written[0] = source;
    written[1] = target;
    written[2] = '\0';
    moves[(*made)++] = written;
    move(count - 1, spare, target, source, moves, made);
}

char **hanoi_moves(int disks, size_t *move_count) {
    char **moves = malloc(((size_t)1 << disks) * sizeof *moves);
    *move_count = 0;
    move(disks, 'A', 'C', 'B', moves, move_count);
    return moves;
}
