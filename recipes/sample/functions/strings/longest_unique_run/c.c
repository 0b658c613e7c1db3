#include <limits.h>
#include <stdlib.h>
#include <string.h>

char *longest_unique_run(const char *text) {
    size_t after_last_seen[UCHAR_MAX + 1] = {0};
    size_t start = 0, best_start = 0, best_length = 0;
    for (size_t index = 0; text[index] != '\0'; index++) {
        unsigned char character = (unsigned char)text[index];
        if (after_last_seen[character] > start) {
            start = after_last_seen[character];
        }
        after_last_seen[character] = index + 1;
        if (index - start + 1 > best_length) {
            best_start = start;
            best_length = index - start + 1;
        }
    }
    char *best = malloc(best_length + 1);
    memcpy(best, text + best_start, best_length);
    best[best_length] = '\0';
    return best;
}
