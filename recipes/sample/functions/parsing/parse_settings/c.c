#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static char *copy_trimmed(const char *start, const char *end) {
    while (start < end && isspace((unsigned char)*start)) {
        start++;
    }
    while (start < end && isspace((unsigned char)end[-1])) {
        end--;
    }
    size_t length = (size_t)(end - start);
    char *copy = malloc(length + 1);
    memcpy(copy, start, length);
    copy[length] = '\0';
    return copy;
}

char **parse_settings(const char *text, char ***values, size_t *count) {
    size_t capacity = strlen(text) / 2 + 1;
    char **names = malloc(capacity * sizeof *names);
    *values = malloc(capacity * sizeof **values);
    *count = 0;
    for (const char *part = text; *part != '\0';) {
        const char *end = part + strcspn(part, ";");
        const char *separator = memchr(part, '=', (size_t)(end - part));
        if (separator != NULL) {
            char *name = copy_trimmed(part, separator);
            size_t at = 0;
            while (at < *count && strcmp(names[at], name) != 0) {
                at++;
            }
            if (*name != '\0') {
                if (at == *count) {
                    names[(*count)++] = name;
                }
                (*values)[at] = copy_trimmed(separator + 1, end);
            }
        }
        part = *end == ';' ? end + 1 : end;
    }
    return names;
}
