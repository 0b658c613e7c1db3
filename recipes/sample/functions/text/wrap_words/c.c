#include <stdlib.h>
#include <string.h>

char **wrap_words(const char *text, int width, size_t *line_count)
{
    static const char spaces[] = " \t\n\r\v\f";
    size_t text_length = strlen(text);
    char **lines = malloc((text_length / 2 + 1) * sizeof *lines);
    char *current = NULL;
    size_t current_length = 0;

    *line_count = 0;
    text += strspn(text, spaces);
    while (*text != '\0') {
        size_t word_length = strcspn(text, spaces);
        if (current != NULL && current_length + 1 + word_length <= (size_t)width) {
            current[current_length++] = ' ';
        } else {
            current = malloc(text_length + 1);
            current_length = 0;
            lines[(*line_count)++] = current;
        }
        memcpy(current + current_length, text, word_length);
        current_length += word_length;
        current[current_length] = '\0';
        text += word_length;
        text += strspn(text, spaces);
    }
    return lines;
}
