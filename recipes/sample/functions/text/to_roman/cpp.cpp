#include <string>
#include <utility>
#include <vector>

std::string to_roman(int number) {
    if (number < 1 || number > 3999) return "";
    static const std::vector<std::pair<int, std::string>> numerals = {
        {1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"},
        {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"},
        {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"},
    };
    std::string roman;
    for (const auto &[value, letters] : numerals) {
        for (; number >= value; number -= value) roman += letters;
    }
    return roman;
}
