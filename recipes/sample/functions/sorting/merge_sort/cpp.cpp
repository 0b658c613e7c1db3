#include <algorithm>
#include <iterator>
#include <vector>

std::vector<int> merge_sort(const std::vector<int> &numbers) {
    if (numbers.size() < 2) return numbers;
    const auto middle = numbers.begin() + numbers.size() / 2;
    const auto left = merge_sort(std::vector<int>(numbers.begin(), middle));
    const auto right = merge_sort(std::vector<int>(middle, numbers.end()));
    std::vector<int> merged;
    merged.reserve(numbers.size());
    std::merge(left.begin(), left.end(), right.begin(), right.end(), std::back_inserter(merged));
    return merged;
}
