#include <vector>

int count_change(int amount, const std::vector<int> &coins) {
    if (amount == 0) {
        return 1;
    }
    if (amount < 0 || coins.empty()) {
        return 0;
    }
    const std::vector<int> others(coins.begin() + 1, coins.end());
    return count_change(amount - coins.front(), coins) + count_change(amount, others);
}
