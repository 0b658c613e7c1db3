#include <iterator>
#include <map>
#include <string>

std::map<std::string, int> merge_totals(const std::map<std::string, int> &first,
                                        const std::map<std::string, int> &second) {
    std::map<std::string, int> merged = first;
    for (const auto &[name, amount] : second) merged[name] += amount;
    for (auto entry = merged.begin(); entry != merged.end();) {
        entry = entry->second == 0 ? merged.erase(entry) : std::next(entry);
    }
    return merged;
}
