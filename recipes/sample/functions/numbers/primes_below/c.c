#include <stdbool.h>
#include <stdlib.h>

int *primes_below(int limit, size_t *count) {
    size_t size = limit > 0 ? (size_t)limit : 1;
    bool *composite = calloc(size, sizeof *composite);
    int *primes = malloc(size * sizeof *primes);
    *count = 0;
    for (int number = 2; number < limit; number++) {
        if (composite[number]) {
            continue;
        }
        primes[(*count)++] = number;
        for (long long multiple = (long long)number * number; multiple < limit; multiple += number) {
            composite[multiple] = true;
        }
    }
    free(composite);
    return primes;
}
