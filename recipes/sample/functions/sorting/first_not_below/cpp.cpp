#include <algorithm>
#include <iterator>
#include <vector>

int first_not_below(const std::vector<int> &numbers, int limit) {
    auto low = numbers.begin();
    auto high = numbers.end();
    while (low < high) {
        const auto middle = low + (high - low) / 2;
        if (*middle < limit) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return static_cast<int>(std::distance(numbers.begin(), low));
}
