#include <stdlib.h>
#include <string.h>

static int compare_words(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char *most_common_word(const char *const *words, size_t length)
{
    /* sorted, equal words stand together and the alphabetically first comes first */
    const char **sorted = malloc((length + 1) * sizeof *sorted);
    const char *best = "";
    size_t most = 0;

    for (size_t i = 0; i < length; i++)
        sorted[i] = words[i];
    qsort(sorted, length, sizeof *sorted, compare_words);
    for (size_t start = 0, end; start < length; start = end) {
        for (end = start; end < length && strcmp(sorted[end], sorted[start]) == 0;)
            end++;
        if (end - start > most) {
            most = end - start;
            best = sorted[start];
        }
    }
    free(sorted);
    char *result = malloc(strlen(best) + 1);
    return strcpy(result, best);
}
