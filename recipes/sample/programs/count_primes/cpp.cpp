#include <iostream>
#include <vector>

int main() {
    long long n;
    std::cin >> n;
    std::vector<bool> crossed(n + 1);
    std::vector<long long> primes;
    for (long long number = 2; number <= n; ++number) {
        if (crossed[number]) continue;
        primes.push_back(number);
        for (long long multiple = number * number; multiple <= n; multiple += number) crossed[multiple] = true;
    }
    std::cout << primes.size() << " ";
    if (primes.empty()) std::cout << "none\n";
    else std::cout << primes.back() << "\n";
}
