#include <stdio.h>

static char crossed[2000001];

int main(void) {
    int n, count = 0, last = 0;
    scanf("%d", &n);
    for (long long number = 2; number <= n; number++) {
        if (crossed[number]) {
            continue;
        }
        count++;
        last = (int)number;
        for (long long multiple = number * number; multiple <= n; multiple += number) {
            crossed[multiple] = 1;
        }
    }
    if (last) {
        printf("%d %d", count, last);
    } else {
        printf("%d none", count);
    }
    return 0;
}
