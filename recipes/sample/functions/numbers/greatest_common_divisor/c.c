#include <stdlib.h>

int greatest_common_divisor(int first, int second) {
    while (second != 0) {
        int remainder = first % second;
        first = second;
        second = remainder;
    }
    return abs(first);
}
