#include <stdlib.h>
#include <string.h>

static size_t find_name(const char *const *names, size_t length, const char *name)
{
    size_t i = 0;

    while (i < length && strcmp(names[i], name) != 0)
        i++;
    return i;
}

static char *copy_string(const char *text)
{
    char *copy = malloc(strlen(text) + 1);
    return strcpy(copy, text);
}

char **merge_totals(const char *const *first_names, const int *first_amounts, size_t first_length,
                    const char *const *second_names, const int *second_amounts, size_t second_length,
                    int **totals, size_t *length)
{
    char **names = malloc((first_length + second_length + 1) * sizeof *names);

    *totals = malloc((first_length + second_length + 1) * sizeof **totals);
    *length = 0;
    for (size_t i = 0; i < first_length; i++) {
        size_t j = find_name(second_names, second_length, first_names[i]);
        int total = first_amounts[i] + (j < second_length ? second_amounts[j] : 0);
        if (total != 0) {
            names[*length] = copy_string(first_names[i]);
            (*totals)[(*length)++] = total;
        }
    }
    for (size_t j = 0; j < second_length; j++) {
        if (second_amounts[j] != 0 && find_name(first_names, first_length, second_names[j]) == first_length) {
            names[*length] = copy_string(second_names[j]);
            (*totals)[(*length)++] = second_amounts[j];
        }
    }
    return names;
}
