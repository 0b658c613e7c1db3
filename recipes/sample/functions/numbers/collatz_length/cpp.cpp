#include <cstdint>

int collatz_length(std::int64_t start) {
    int steps = 0;
    for (std::int64_t number = start; number > 1; ++steps) {
        number = number % 2 == 0 ? number / 2 : 3 * number + 1;
    }
    return steps;
}
