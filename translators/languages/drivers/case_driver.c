/* Prints what a function returned as JSON; the calls themselves are written for each function's types. */
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

static void case_json_int(long long value) { printf("%lld", value); }

static void case_json_bool(bool value) { printf(value ? "true" : "false"); }

static void case_json_float(double value) { printf(isfinite(value) ? "%.17g" : "\"%g\"", value); }

static void case_json_str(const char *text) {
    if (text == NULL) {
        printf("null");
        return;
    }
    putchar('"');
    for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
        if (*at == '"' || *at == '\\') {
            printf("\\%c", *at);
        } else if (*at < ' ') {
            printf("\\u%04x", *at);
        } else {
            putchar(*at);
        }
    }
    putchar('"');
}
