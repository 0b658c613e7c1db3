#include <stdio.h>
#include <stdlib.h>

int main(void) {
    int amount, n;
    scanf("%d %d", &amount, &n);
    int *fewest = calloc(amount + 1, sizeof(int));
    for (int part = 1; part <= amount; part++) {
        fewest[part] = amount + 1;
    }
    while (n--) {
        int coin;
        scanf("%d", &coin);
        for (int part = coin; part <= amount; part++) {
            if (fewest[part - coin] + 1 < fewest[part]) {
                fewest[part] = fewest[part - coin] + 1;
            }
        }
    }
    printf("%d\n", fewest[amount] > amount ? -1 : fewest[amount]);
    free(fewest);
    return EXIT_SUCCESS;
}
