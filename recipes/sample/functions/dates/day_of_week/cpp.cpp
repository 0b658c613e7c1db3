#include <array>
#include <string>

std::string day_of_week(int year, int month, int day) {
    static const std::array<std::string, 7> names = {
        "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
    static constexpr std::array<int, 12> offsets = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};
    if (month < 3) --year;
    const int index = year + year / 4 - year / 100 + year / 400 + offsets[month - 1] + day;
    return names[index % 7];
}
