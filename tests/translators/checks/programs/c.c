#include <stdio.h>

static const char *classify(long long total) {
    return total == 0 ? "balanced" : total > 0 ? "positive" : "negative";
}

int main(void) {
    int count;
    long long total = 0, value;
    scanf("%d", &count);
    for (int i = 0; i < count; i++) {
        scanf("%lld", &value);
        total += value;
    }
    total %= 1000007;
    printf("%s %lld %d\n", classify(total), total, 4096 + count);
    return 0;
}
