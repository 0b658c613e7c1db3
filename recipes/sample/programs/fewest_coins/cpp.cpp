#include <algorithm>
#include <iostream>
#include <limits>
#include <vector>

namespace {
constexpr int never = std::numeric_limits<int>::max() / 2;

int fewest_coins(int amount, const std::vector<int> &coins) {
    std::vector<int> fewest(amount + 1, never);
    fewest[0] = 0;
    for (int coin : coins)
        for (int part = coin; part <= amount; ++part) fewest[part] = std::min(fewest[part], fewest[part - coin] + 1);
    return fewest[amount] >= never ? -1 : fewest[amount];
}
}  // namespace

int main() {
    int amount, n;
    std::cin >> amount >> n;
    std::vector<int> coins(n);
    for (int &coin : coins) std::cin >> coin;
    std::cout << fewest_coins(amount, coins) << '\n';
}
