#include <numeric>

int greatest_common_divisor(int first, int second) {
    return std::gcd(first, second);
}
