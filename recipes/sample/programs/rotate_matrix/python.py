rows, columns = map(int, input().split())
matrix = [input().split() for _ in range(rows)]
for column in zip(*reversed(matrix)):
    print(" ".join(column))
