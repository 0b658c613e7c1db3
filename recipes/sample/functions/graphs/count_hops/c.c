#include <stdlib.h>
#include <string.h>

static size_t find_page(const char *const *pages, size_t count, const char *page)
{
    size_t i = 0;

    while (i < count && strcmp(pages[i], page) != 0)
        i++;
    return i;
}

int count_hops(const char *const *pages, const char *const *const *neighbours,
               const size_t *neighbour_counts, size_t page_count, const char *start, const char *goal)
{
    size_t capacity = 1;
    for (size_t i = 0; i < page_count; i++)
        capacity += neighbour_counts[i];

    /* every page that was reached, in the order in which it was: the queue and the list of those seen in one */
    const char **reached = malloc(capacity * sizeof *reached);
    int *hops = malloc(capacity * sizeof *hops);
    size_t reached_count = 1;
    int answer = -1;

    reached[0] = start;
    hops[0] = 0;
    for (size_t next = 0; next < reached_count; next++) {
        if (strcmp(reached[next], goal) == 0) {
            answer = hops[next];
            break;
        }
        size_t page = find_page(pages, page_count, reached[next]);
        if (page == page_count)
            continue;
        for (size_t i = 0; i < neighbour_counts[page]; i++) {
            if (find_page(reached, reached_count, neighbours[page][i]) == reached_count) {
                reached[reached_count] = neighbours[page][i];
                hops[reached_count++] = hops[next] + 1;
            }
        }
    }
    free(reached);
    free(hops);
    return answer;
}
