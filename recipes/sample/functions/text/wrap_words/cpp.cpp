#include <sstream>
#include <string>
#include <vector>

std::vector<std::string> wrap_words(const std::string &text, std::size_t width) {
    std::vector<std::string> lines;
    std::istringstream words(text);
    std::string word;
    std::string current;
    while (words >> word) {
        if (!current.empty() && current.size() + 1 + word.size() > width) {
            lines.push_back(current);
            current = word;
        } else if (!current.empty()) {
            current += " " + word;
        } else {
            current = word;
        }
    }
    if (!current.empty()) lines.push_back(current);
    return lines;
}
