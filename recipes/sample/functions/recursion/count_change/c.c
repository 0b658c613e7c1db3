#include <stddef.h>

int count_change(int amount, const int *coins, size_t coin_count) {
    if (amount == 0) {
        return 1;
    }
    if (amount < 0 || coin_count == 0) {
        return 0;
    }
    return count_change(amount - coins[0], coins, coin_count) + count_change(amount, coins + 1, coin_count - 1);
}
