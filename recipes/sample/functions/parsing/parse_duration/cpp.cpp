#include <cctype>
#include <map>
#include <optional>
#include <string>

std::optional<int> parse_duration(const std::string &text) {
    static const std::map<char, int> seconds_per_unit{{'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}};
    int total = 0;
    std::string digits;
    for (char character : text) {
        const auto unit = seconds_per_unit.find(character);
        if (std::isdigit(static_cast<unsigned char>(character))) {
            digits += character;
        } else if (!digits.empty() && unit != seconds_per_unit.end()) {
            total += std::stoi(digits) * unit->second;
            digits.clear();
        } else {
            return std::nullopt;
        }
    }
    if (text.empty() || !digits.empty()) {
        return std::nullopt;
    }
    return total;
}
