#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

char *add_months(const char *date, int months)
{
    int year = 0, month = 1, day = 1;

    sscanf(date, "%d-%d-%d", &year, &month, &day);
    int total = year * 12 + month - 1 + months;
    year = total / 12;
    month = total % 12 + 1;

    int last_day = 31;
    if (month == 2) {
        bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        last_day = leap ? 29 : 28;
    } else if (month == 4 || month == 6 || month == 9 || month == 11) {
        last_day = 30;
    }
    if (day > last_day)
        day = last_day;

    size_t size = (size_t)snprintf(NULL, 0, "%04d-%02d-%02d", year, month, day) + 1;
    char *result = malloc(size);
    snprintf(result, size, "%04d-%02d-%02d", year, month, day);
    return result;
}
