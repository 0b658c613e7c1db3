#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

bool evaluate_postfix(const char *expression, int *result) {
    int *stack = malloc((strlen(expression) + 1) * sizeof *stack);
    size_t depth = 0;
    bool valid = true;
    while (valid) {
        size_t length = strcspn(expression, " ");
        if (length == 1 && strchr("+-*", *expression) != NULL) {
            valid = depth >= 2;
            if (valid) {
                int right = stack[--depth];
                int left = stack[--depth];
                stack[depth++] = *expression == '+' ? left + right : *expression == '-' ? left - right : left * right;
            }
        } else {
            size_t sign = *expression == '-' ? 1 : 0;
            valid = length > sign && strspn(expression + sign, "0123456789") == length - sign;
            if (valid) {
                stack[depth++] = atoi(expression);
            }
        }
        if (expression[length] == '\0') {
            break;
        }
        expression += length + 1;
    }
    valid = valid && depth == 1;
    if (valid) {
        *result = stack[0];
    }
    free(stack);
    return valid;
}
