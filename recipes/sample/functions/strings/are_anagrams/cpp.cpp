#include <algorithm>
#include <cctype>
#include <string>

static std::string sorted_letters(std::string text) {
    text.erase(std::remove(text.begin(), text.end(), ' '), text.end());
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char letter) { return std::tolower(letter); });
    std::sort(text.begin(), text.end());
    return text;
}

bool are_anagrams(const std::string &first, const std::string &second) {
    return sorted_letters(first) == sorted_letters(second);
}
