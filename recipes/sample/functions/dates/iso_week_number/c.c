#include <stdbool.h>

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int january_first(int year)
{
    int before = year - 1;
    return (before + before / 4 - before / 100 + before / 400) % 7;
}

static int weeks_in(int year)
{
    int first = january_first(year);
    return first == 3 || (first == 2 && is_leap(year)) ? 53 : 52;
}

int iso_week_number(int year, int month, int day)
{
    static const int days_before_month[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};

    int ordinal = days_before_month[month - 1] + day;
    if (month > 2 && is_leap(year))
        ordinal++;
    int weekday = (january_first(year) + ordinal - 1) % 7;
    int week = (ordinal - weekday + 9) / 7;
    if (week == 0)
        return weeks_in(year - 1);
    return week > weeks_in(year) ? 1 : week;
}
