#include <algorithm>
#include <vector>

int max_subarray_sum(const std::vector<int> &values) {
    int best = 0;
    int current = 0;
    for (int value : values) {
        current = std::max(0, current + value);
        best = std::max(best, current);
    }
    return best;
}
