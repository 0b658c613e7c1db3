#include <stdlib.h>
#include <string.h>

char *to_roman(int number)
{
    static const struct {
        int value;
        const char *letters;
    } numerals[] = {
        {1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"},
        {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"},
        {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"},
    };
    /* the longest numeral, MMMDCCCLXXXVIII, has 15 letters */
    char *roman = calloc(16, 1);

    if (number < 1 || number > 3999)
        return roman;
    for (size_t i = 0; i < sizeof numerals / sizeof numerals[0]; i++) {
        for (; number >= numerals[i].value; number -= numerals[i].value)
            strcat(roman, numerals[i].letters);
    }
    return roman;
}
