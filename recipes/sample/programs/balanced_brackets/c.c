#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static char opening(char closing) {
    switch (closing) {
        case ')': return '(';
        case ']': return '[';
        case '}': return '{';
        default: return 0;
    }
}

static bool is_balanced(const char *text) {
    char opened[1000];
    int depth = 0;
    for (; *text; text++) {
        if (!opening(*text)) {
            opened[depth++] = *text;
        } else if (depth == 0 || opened[--depth] != opening(*text)) {
            return false;
        }
    }
    return depth == 0;
}

int main(void) {
    char line[1000];
    int n;
    fgets(line, sizeof line, stdin);
    sscanf(line, "%d", &n);
    for (int i = 0; i < n; i++) {
        if (!fgets(line, sizeof line, stdin)) {
            line[0] = '\0';
        }
        line[strcspn(line, "\r\n")] = '\0';
        puts(is_balanced(line) ? "YES" : "NO");
    }
    return 0;
}
