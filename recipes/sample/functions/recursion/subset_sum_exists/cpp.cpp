#include <vector>

static bool reachable(const std::vector<int> &numbers, std::size_t index, int rest) {
    if (rest == 0) {
        return true;
    }
    if (index == numbers.size()) {
        return false;
    }
    return reachable(numbers, index + 1, rest - numbers[index]) || reachable(numbers, index + 1, rest);
}

bool subset_sum_exists(const std::vector<int> &numbers, int target) {
    return reachable(numbers, 0, target);
}
