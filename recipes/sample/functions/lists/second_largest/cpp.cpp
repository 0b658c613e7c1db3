#include <iterator>
#include <optional>
#include <set>
#include <vector>

std::optional<int> second_largest(const std::vector<int> &values) {
    const std::set<int> different(values.begin(), values.end());
    if (different.size() < 2) {
        return std::nullopt;
    }
    return *std::next(different.rbegin());
}
