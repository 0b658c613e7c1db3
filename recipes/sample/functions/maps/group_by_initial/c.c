#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static char *copy_string(const char *text)
{
    char *copy = malloc(strlen(text) + 1);
    return strcpy(copy, text);
}

char **group_by_initial(const char *const *words, size_t word_count,
                        char ****groups, size_t **group_sizes, size_t *group_count)
{
    char **initials = malloc((word_count + 1) * sizeof *initials);

    *groups = malloc((word_count + 1) * sizeof **groups);
    *group_sizes = malloc((word_count + 1) * sizeof **group_sizes);
    *group_count = 0;
    for (size_t i = 0; i < word_count; i++) {
        if (words[i][0] == '\0')
            continue;
        char initial[2] = {(char)tolower((unsigned char)words[i][0]), '\0'};
        size_t group = 0;
        while (group < *group_count && strcmp(initials[group], initial) != 0)
            group++;
        if (group == *group_count) {
            initials[group] = copy_string(initial);
            (*groups)[group] = malloc(word_count * sizeof ***groups);
            (*group_sizes)[group] = 0;
            (*group_count)++;
        }
        (*groups)[group][(*group_sizes)[group]++] = copy_string(words[i]);
    }
    return initials;
}
