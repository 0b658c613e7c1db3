#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

char **split_csv_line(const char *line, size_t *field_count) {
    size_t length = strlen(line);
    char **fields = malloc((length + 1) * sizeof *fields);
    char *text = malloc(length + 1);
    bool quoted = false;
    *field_count = 0;
    fields[(*field_count)++] = text;
    for (; *line != '\0'; line++) {
        if (quoted && line[0] == '"' && line[1] == '"') {
            *text++ = '"';
            line++;
        } else if (*line == '"') {
            quoted = !quoted;
        } else if (*line == ',' && !quoted) {
            *text++ = '\0';
            fields[(*field_count)++] = text;
        } else {
            *text++ = *line;
        }
    }
    *text = '\0';
    return fields;
}
