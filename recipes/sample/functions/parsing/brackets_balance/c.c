#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

bool brackets_balance(const char *text) {
    char *expected = malloc(strlen(text) + 1);
    size_t depth = 0;
    bool balanced = true;
    for (; balanced && *text != '\0'; text++) {
        switch (*text) {
        case '(':
            expected[depth++] = ')';
            break;
        case '[':
            expected[depth++] = ']';
            break;
        case '{':
            expected[depth++] = '}';
            break;
        case ')':
        case ']':
        case '}':
            balanced = depth > 0 && expected[--depth] == *text;
            break;
        }
    }
    free(expected);
    return balanced && depth == 0;
}
