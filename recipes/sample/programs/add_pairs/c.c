#include <stdio.h>

int main(void) {
    int n;
    long long total = 0;
    scanf("%d", &n);
    for (int i = 0; i < n; i++) {
        long long a, b;
        scanf("%lld %lld", &a, &b);
        printf("%lld\n", a + b);
        total += a + b;
    }
    printf("%lld\n", total);
    return 0;
}
