#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct search {
    const int *values;
    size_t length;
    bool *used;
    int *order;
    int **orders;
    size_t *lengths;
    size_t count;
};

static void place(struct search *search, size_t depth) {
    if (depth == search->length) {
        int *copy = malloc((search->length + 1) * sizeof *copy);
        memcpy(copy, search->order, search->length * sizeof *copy);
        search->lengths[search->count] = search->length;
        search->orders[search->count++] = copy;
        return;
    }
    for (size_t i = 0; i < search->length; i++) {
        if (search->used[i]) {
            continue;
        }
        search->used[i] = true;
        search->order[depth] = search->values[i];
        place(search, depth + 1);
        search->used[i] = false;
    }
}

int **permutations(const int *values, size_t length, size_t **order_lengths, size_t *order_count) {
    size_t total = 1;
    for (size_t i = 2; i <= length; i++) {
        total *= i;
    }
    struct search search = {.values = values, .length = length};
    search.used = calloc(length + 1, sizeof *search.used);
    search.order = malloc((length + 1) * sizeof *search.order);
    search.orders = malloc(total * sizeof *search.orders);
    search.lengths = malloc(total * sizeof *search.lengths);
    place(&search, 0);
    free(search.used);
    free(search.order);
    *order_lengths = search.lengths;
    *order_count = search.count;
    return search.orders;
}
