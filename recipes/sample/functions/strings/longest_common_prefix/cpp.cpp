#include <algorithm>
#include <string>
#include <vector>

std::string longest_common_prefix(const std::vector<std::string> &words) {
    if (words.empty()) {
        return "";
    }
    const auto [lowest, highest] = std::minmax_element(words.begin(), words.end());
    const auto end = std::mismatch(lowest->begin(), lowest->end(), highest->begin(), highest->end()).first;
    return std::string(lowest->begin(), end);
}
