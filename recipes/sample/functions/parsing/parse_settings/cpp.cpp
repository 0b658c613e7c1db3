#include <map>
#include <sstream>
#include <string>

static std::string trimmed(const std::string &text) {
    const char *blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string::npos) {
        return "";
    }
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::map<std::string, std::string> parse_settings(const std::string &text) {
    std::map<std::string, std::string> settings;
    std::istringstream parts(text);
    for (std::string part; std::getline(parts, part, ';');) {
        const auto separator = part.find('=');
        if (separator == std::string::npos) {
            continue;
        }
        const std::string name = trimmed(part.substr(0, separator));
        if (!name.empty()) {
            settings[name] = trimmed(part.substr(separator + 1));
        }
    }
    return settings;
}
