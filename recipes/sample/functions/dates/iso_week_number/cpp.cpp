#include <array>

int iso_week_number(int year, int month, int day) {
    const auto is_leap = [](int y) { return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0); };
    const auto january_first = [](int y) {
        const int before = y - 1;
        return (before + before / 4 - before / 100 + before / 400) % 7;
    };
    const auto weeks_in = [&](int y) {
        const int first = january_first(y);
        return first == 3 || (first == 2 && is_leap(y)) ? 53 : 52;
    };

    static constexpr std::array<int, 12> days_before_month = {
        0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    int ordinal = days_before_month[month - 1] + day;
    if (month > 2 && is_leap(year)) ++ordinal;
    const int weekday = (january_first(year) + ordinal - 1) % 7;
    const int week = (ordinal - weekday + 9) / 7;
    if (week == 0) return weeks_in(year - 1);
    return week > weeks_in(year) ? 1 : week;
}
