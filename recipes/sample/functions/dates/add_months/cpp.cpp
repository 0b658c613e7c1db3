#include <algorithm>
#include <iomanip>
#include <sstream>
#include <string>

std::string add_months(const std::string &date, int months) {
    std::istringstream parts(date);
    int year, month, day;
    char dash;
    parts >> year >> dash >> month >> dash >> day;

    const int total = year * 12 + month - 1 + months;
    year = total / 12;
    month = total % 12 + 1;
    int last_day = 31;
    if (month == 2) {
        const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        last_day = leap ? 29 : 28;
    } else if (month == 4 || month == 6 || month == 9 || month == 11) {
        last_day = 30;
    }

    std::ostringstream result;
    result << std::setfill('0') << std::setw(4) << year << '-' << std::setw(2) << month << '-'
           << std::setw(2) << std::min(day, last_day);
    return result.str();
}
