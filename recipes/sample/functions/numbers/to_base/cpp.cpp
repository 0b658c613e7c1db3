#include <algorithm>
#include <cstdlib>
#include <string>

std::string to_base(long long number, int base) {
    static const char digits[] = "0123456789abcdef";
    std::string written;
    long long rest = std::llabs(number);
    do {
        written += digits[rest % base];
        rest /= base;
    } while (rest > 0);
    if (number < 0) {
        written += '-';
    }
    std::reverse(written.begin(), written.end());
    return written;
}
