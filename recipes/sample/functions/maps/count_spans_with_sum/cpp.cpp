#include <unordered_map>
#include <vector>

int count_spans_with_sum(const std::vector<int> &numbers, int target) {
    std::unordered_map<int, int> seen = {{0, 1}};
    int total = 0;
    int spans = 0;
    for (const int number : numbers) {
        total += number;
        if (const auto found = seen.find(total - target); found != seen.end()) {
            spans += found->second;
        }
        ++seen[total];
    }
    return spans;
}
