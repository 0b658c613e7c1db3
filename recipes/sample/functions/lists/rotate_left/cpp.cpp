#include <algorithm>
#include <vector>

std::vector<int> rotate_left(std::vector<int> values, int steps) {
    const int length = static_cast<int>(values.size());
    if (length > 0) {
        const int offset = (steps % length + length) % length;
        std::rotate(values.begin(), values.begin() + offset, values.end());
    }
    return values;
}
