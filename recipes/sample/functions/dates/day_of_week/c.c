#include <stdlib.h>
#include <string.h>

char *day_of_week(int year, int month, int day)
{
    static const char *const names[] = {
        "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"
    };
    static const int offsets[] = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};

    if (month < 3)
        year--;
    int index = year + year / 4 - year / 100 + year / 400 + offsets[month - 1] + day;
    const char *name = names[index % 7];
    char *result = malloc(strlen(name) + 1);
    return strcpy(result, name);
}
