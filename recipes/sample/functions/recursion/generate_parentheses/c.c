#include <stdlib.h>
#include <string.h>

struct arrangements {
    char **items;
    size_t count;
    size_t capacity;
};

static void extend(struct arrangements *found, char *text, int pairs, int opened, int closed) {
    if (closed == pairs) {
        if (found->count == found->capacity) {
            found->capacity *= 2;
            found->items = realloc(found->items, found->capacity * sizeof *found->items);
        }
        char *copy = malloc(2 * (size_t)pairs + 1);
        memcpy(copy, text, 2 * (size_t)pairs);
        copy[2 * pairs] = '\0';
        found->items[found->count++] = copy;
        return;
    }
    if (opened < pairs) {
        text[opened + closed] = '(';
        extend(found, text, pairs, opened + 1, closed);
    }
    if (closed < opened) {
        text[opened + closed] = ')';
        extend(found, text, pairs, opened, closed + 1);
    }
}

char **generate_parentheses(int pairs, size_t *count) {
    struct arrangements found = {malloc(4 * sizeof(char *)), 0, 4};
    char *text = malloc(2 * (size_t)pairs + 1);
    extend(&found, text, pairs, 0, 0);
    free(text);
    *count = found.count;
    return found.items;
}
