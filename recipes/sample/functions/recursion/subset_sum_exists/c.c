#include <stdbool.h>
#include <stddef.h>

bool subset_sum_exists(const int *numbers, size_t length, int target) {
    if (target == 0) {
        return true;
    }
    if (length == 0) {
        return false;
    }
    return subset_sum_exists(numbers + 1, length - 1, target - numbers[0]) ||
           subset_sum_exists(numbers + 1, length - 1, target);
}
