#include <stdbool.h>
#include <stddef.h>

bool second_largest(const int *values, size_t length, int *result) {
    bool found = false;
    int largest = 0;
    for (size_t i = 0; i < length; i++) {
        if (i == 0 || values[i] > largest) {
            if (i > 0) {
                *result = largest;
                found = true;
            }
            largest = values[i];
        } else if (values[i] < largest && (!found || values[i] > *result)) {
            *result = values[i];
            found = true;
        }
    }
    return found;
}
