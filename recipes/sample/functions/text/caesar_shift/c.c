#include <stdlib.h>
#include <string.h>

char *caesar_shift(const char *text, int shift)
{
    size_t length = strlen(text);
    char *shifted = malloc(length + 1);

    shift = (shift % 26 + 26) % 26;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        if (c >= 'a' && c <= 'z')
            c = (char)((c - 'a' + shift) % 26 + 'a');
        else if (c >= 'A' && c <= 'Z')
            c = (char)((c - 'A' + shift) % 26 + 'A');
        shifted[i] = c;
    }
    shifted[length] = '\0';
    return shifted;
}
