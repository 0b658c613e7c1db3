#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *run_length_encode(const char *text) {
    size_t length = strlen(text);
    char *encoded = malloc(2 * length + 16);
    char *out = encoded;
    size_t start = 0;
    for (size_t end = 1; end <= length; end++) {
        if (end == length || text[end] != text[start]) {
            out += sprintf(out, "%zu%c", end - start, text[start]);
            start = end;
        }
    }
    *out = '\0';
    return encoded;
}
