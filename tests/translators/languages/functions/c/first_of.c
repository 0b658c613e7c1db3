#include <stdbool.h>
#include <string.h>
bool first_of(const char *const *keys, const double *const *lists, const size_t *lengths, size_t count,
              const char *key, double *result) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(keys[i], key) == 0 && lengths[i] > 0) {
            *result = lists[i][0];
            return true;
        }
    }
    return false;
}
