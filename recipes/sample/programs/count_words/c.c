#include <stdio.h>
#include <string.h>

int main(void) {
    char line[1000], longest[1000] = "-";
    int lines = 0, words = 0;
    while (fgets(line, sizeof line, stdin)) {
        lines++;
        for (char *word = strtok(line, " \r\n"); word; word = strtok(NULL, " \r\n")) {
            if (words == 0 || strlen(word) > strlen(longest)) {
                strcpy(longest, word);
            }
            words++;
        }
    }
    printf("%d %d %s\n", lines, words, longest);
    return 0;
}
