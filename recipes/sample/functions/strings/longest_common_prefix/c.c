#include <stdlib.h>
#include <string.h>

char *longest_common_prefix(const char *const *words, size_t word_count) {
    size_t length = word_count > 0 ? strlen(words[0]) : 0;
    for (size_t i = 1; i < word_count; i++) {
        size_t common = 0;
        while (common < length && words[i][common] == words[0][common]) {
            common++;
        }
        length = common;
    }
    char *prefix = malloc(length + 1);
    if (length > 0) {
        memcpy(prefix, words[0], length);
    }
    prefix[length] = '\0';
    return prefix;
}
