#include <stdbool.h>

bool parse_duration(const char *text, int *result) {
    int total = 0;
    if (*text == '\0') {
        return false;
    }
    while (*text != '\0') {
        int amount = 0;
        const char *start = text;
        while (*text >= '0' && *text <= '9') {
            amount = 10 * amount + (*text++ - '0');
        }
        if (text == start) {
            return false;
        }
        switch (*text++) {
        case 'd':
            total += amount * 86400;
            break;
        case 'h':
            total += amount * 3600;
            break;
        case 'm':
            total += amount * 60;
            break;
        case 's':
            total += amount;
            break;
        default:
            return false;
        }
    }
    *result = total;
    return true;
}
