#include <stdbool.h>
#include <stdlib.h>

int *topological_order(int count, const int *const *edges, const size_t *edge_lengths, size_t edge_count,
                       size_t *length)
{
    size_t size = (size_t)count + 1;
    int *waiting_for = calloc(size, sizeof *waiting_for);
    bool *done = calloc(size, sizeof *done);
    int *order = malloc(size * sizeof *order);

    (void)edge_lengths; /* always 2 */
    for (size_t e = 0; e < edge_count; e++)
        waiting_for[edges[e][1]]++;

    *length = 0;
    for (;;) {
        int task = 0;
        while (task < count && (done[task] || waiting_for[task] > 0))
            task++;
        if (task == count)
            break;
        done[task] = true;
        order[(*length)++] = task;
        for (size_t e = 0; e < edge_count; e++) {
            if (edges[e][0] == task)
                waiting_for[edges[e][1]]--;
        }
    }
    free(waiting_for);
    free(done);
    if (*length < (size_t)count) {
        free(order);
        return NULL;
    }
    return order;
}
