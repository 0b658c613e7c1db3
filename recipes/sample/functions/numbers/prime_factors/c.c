#include <stdlib.h>

int *prime_factors(int number, size_t *count) {
    int *factors = malloc(32 * sizeof *factors);
    *count = 0;
    for (int divisor = 2; (long long)divisor * divisor <= number; divisor++) {
        while (number % divisor == 0) {
            factors[(*count)++] = divisor;
            number /= divisor;
        }
    }
    if (number > 1) {
        factors[(*count)++] = number;
    }
    return factors;
}
