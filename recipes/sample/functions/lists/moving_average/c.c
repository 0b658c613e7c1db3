#include <stdlib.h>

double *moving_average(const double *values, size_t length, int window, size_t *average_count) {
    double *averages = malloc((length + 1) * sizeof *averages);
    *average_count = 0;
    if (window < 1) {
        return averages;
    }
    size_t width = (size_t)window;
    double total = 0;
    for (size_t i = 0; i < length; i++) {
        total += values[i];
        if (i >= width) {
            total -= values[i - width];
        }
        if (i + 1 >= width) {
            averages[(*average_count)++] = total / window;
        }
    }
    return averages;
}
