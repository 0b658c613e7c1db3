#include <stdio.h>

#define MOST 1000

int main(void) {
    int n, values[MOST], best[MOST], longest = 0;
    scanf("%d", &n);
    for (int i = 0; i < n; i++) {
        scanf("%d", &values[i]);
        best[i] = 1;
        for (int j = 0; j < i; j++) {
            if (values[j] < values[i] && best[j] >= best[i]) {
                best[i] = best[j] + 1;
            }
        }
        if (best[i] > longest) {
            longest = best[i];
        }
    }
    printf("%d\n", longest);
    return 0;
}
