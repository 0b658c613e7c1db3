#include <cctype>
#include <map>
#include <string>
#include <vector>

std::map<std::string, std::vector<std::string>> group_by_initial(const std::vector<std::string> &words) {
    std::map<std::string, std::vector<std::string>> groups;
    for (const auto &word : words) {
        if (word.empty()) continue;
        const auto initial = static_cast<char>(std::tolower(static_cast<unsigned char>(word[0])));
        groups[std::string(1, initial)].push_back(word);
    }
    return groups;
}
