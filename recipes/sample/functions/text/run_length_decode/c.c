#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* One step over the encoded text: how often to repeat a character, and the character; '\0' at the end. */
static const char *next_run(const char *encoded, size_t *times, char *character)
{
    char *end = (char *)encoded;

    *times = isdigit((unsigned char)*encoded) ? strtoul(encoded, &end, 10) : 1;
    *character = *end;
    return *end == '\0' ? end : end + 1;
}

char *run_length_decode(const char *encoded)
{
    size_t times, length = 0;
    char character;

    for (const char *rest = encoded; *rest != '\0';) {
        rest = next_run(rest, &times, &character);
        if (character != '\0')
            length += times;
    }

    char *decoded = malloc(length + 1);
    char *end = decoded;
    while (*encoded != '\0') {
        encoded = next_run(encoded, &times, &character);
        if (character != '\0') {
            memset(end, character, times);
            end += times;
        }
    }
    *end = '\0';
    return decoded;
}
