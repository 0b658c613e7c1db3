import heapq
import sys


def main():
    numbers = iter(map(int, sys.stdin.read().split()))
    n, m = next(numbers), next(numbers)
    roads = [[] for _ in range(n + 1)]
    for _ in range(m):
        a, b, d = next(numbers), next(numbers), next(numbers)
        roads[a].append((b, d))
        roads[b].append((a, d))
    distance = [-1] * (n + 1)
    pending = [(0, 1)]
    while pending:
        length, town = heapq.heappop(pending)
        if distance[town] >= 0:
            continue
        distance[town] = length
        for other, d in roads[town]:
            if distance[other] < 0:
                heapq.heappush(pending, (length + d, other))
    print(*distance[1:])


main()
