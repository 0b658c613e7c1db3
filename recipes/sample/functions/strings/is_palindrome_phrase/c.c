#include <ctype.h>
#include <stdbool.h>
#include <string.h>

bool is_palindrome_phrase(const char *phrase) {
    const char *left = phrase;
    const char *right = phrase + strlen(phrase);
    while (left < right) {
        if (!isalnum((unsigned char)*left)) {
            left++;
        } else if (!isalnum((unsigned char)right[-1])) {
            right--;
        } else if (tolower((unsigned char)*left) != tolower((unsigned char)right[-1])) {
            return false;
        } else {
            left++;
            right--;
        }
    }
    return true;
}
