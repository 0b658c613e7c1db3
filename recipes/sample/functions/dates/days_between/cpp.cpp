#include <string>

int days_between(const std::string &start, const std::string &end) {
    const auto day_number = [](const std::string &date) {
        const auto dash = date.find('-');
        const auto second_dash = date.find('-', dash + 1);
        int year = std::stoi(date.substr(0, dash));
        int month = std::stoi(date.substr(dash + 1, second_dash - dash - 1));
        const int day = std::stoi(date.substr(second_dash + 1));
        if (month < 3) {
            year -= 1;
            month += 12;
        }
        const int leap_days = year / 4 - year / 100 + year / 400;
        return 365 * year + leap_days + (153 * month - 457) / 5 + day;
    };

    return day_number(end) - day_number(start);
}
