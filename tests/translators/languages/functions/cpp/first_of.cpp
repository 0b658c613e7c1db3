#include <map>
#include <optional>
#include <string>
#include <vector>
std::optional<double> first_of(const std::map<std::string, std::vector<double>> &lists, const std::string &key) {
    auto found = lists.find(key);
    if (found == lists.end() || found->second.empty()) return std::nullopt;
    return found->second.front();
}
