#include <ctype.h>
#include <limits.h>
#include <stdbool.h>

bool are_anagrams(const char *first, const char *second) {
    int counts[UCHAR_MAX + 1] = {0};
    for (; *first; first++) {
        counts[tolower((unsigned char)*first)]++;
    }
    for (; *second; second++) {
        counts[tolower((unsigned char)*second)]--;
    }
    for (int letter = 0; letter <= UCHAR_MAX; letter++) {
        if (letter != ' ' && counts[letter] != 0) {
            return false;
        }
    }
    return true;
}
