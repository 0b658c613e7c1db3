#include <vector>

std::vector<int> prime_factors(int number) {
    std::vector<int> factors;
    for (int divisor = 2; static_cast<long long>(divisor) * divisor <= number; ++divisor) {
        while (number % divisor == 0) {
            factors.push_back(divisor);
            number /= divisor;
        }
    }
    if (number > 1) {
        factors.push_back(number);
    }
    return factors;
}
