amount, n = map(int, input().split())
coins = list(map(int, input().split()))
fewest = [0] + [None] * amount
for part in range(1, amount + 1):
    ways = [fewest[part - coin] for coin in coins if coin <= part and fewest[part - coin] is not None]
    if ways:
        fewest[part] = min(ways) + 1
print(-1 if fewest[amount] is None else fewest[amount])
