#include <algorithm>
#include <vector>

std::vector<int> primes_below(int limit) {
    std::vector<bool> composite(std::max(limit, 0), false);
    std::vector<int> primes;
    for (int number = 2; number < limit; ++number) {
        if (composite[number]) {
            continue;
        }
        primes.push_back(number);
        for (long long multiple = 1LL * number * number; multiple < limit; multiple += number) {
            composite[multiple] = true;
        }
    }
    return primes;
}
