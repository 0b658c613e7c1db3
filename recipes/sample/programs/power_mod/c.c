#include <stdint.h>
#include <stdio.h>
#include <inttypes.h>

static uint64_t power_mod(uint64_t base, uint64_t exponent, uint64_t modulus) {
    uint64_t result = 1 % modulus;
    for (base %= modulus; exponent; exponent >>= 1) {
        if (exponent & 1) {
            result = result * base % modulus;
        }
        base = base * base % modulus;
    }
    return result;
}

int main(void) {
    int count;
    uint64_t base, exponent, modulus;
    if (scanf("%d", &count) != 1) {
        return 1;
    }
    while (count-- && scanf("%" SCNu64 "%" SCNu64 "%" SCNu64, &base, &exponent, &modulus) == 3) {
        printf("%" PRIu64 "\n", power_mod(base, exponent, modulus));
    }
    return 0;
}
