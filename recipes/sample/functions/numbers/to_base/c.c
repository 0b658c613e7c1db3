#include <stdlib.h>
#include <string.h>

char *to_base(int number, int base) {
    char buffer[40];
    char *start = buffer + sizeof buffer - 1;
    *start = '\0';
    long long rest = llabs((long long)number);
    do {
        *--start = "0123456789abcdef"[rest % base];
        rest /= base;
    } while (rest > 0);
    if (number < 0) {
        *--start = '-';
    }
    char *written = malloc(strlen(start) + 1);
    return strcpy(written, start);
}
