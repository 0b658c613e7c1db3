#include <stdio.h>

static int day_number(const char *date)
{
    int year, month, day;

    if (sscanf(date, "%d-%d-%d", &year, &month, &day) != 3)
        return 0;
    if (month < 3) {
        year -= 1;
        month += 12;
    }
    int leap_days = year / 4 - year / 100 + year / 400;
    return 365 * year + leap_days + (153 * month - 457) / 5 + day;
}

int days_between(const char *start, const char *end)
{
    return day_number(end) - day_number(start);
}
