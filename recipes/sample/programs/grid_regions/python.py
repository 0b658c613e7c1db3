def main():
    rows, columns = map(int, input().split())
    grid = [list(input().strip()) for _ in range(rows)]
    regions, largest = 0, 0
    for row in range(rows):
        for column in range(columns):
            if grid[row][column] != "#":
                continue
            regions += 1
            size = 0
            grid[row][column] = "."
            pending = [(row, column)]
            while pending:
                y, x = pending.pop()
                size += 1
                for near_y, near_x in ((y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)):
                    if 0 <= near_y < rows and 0 <= near_x < columns and grid[near_y][near_x] == "#":
                        grid[near_y][near_x] = "."
                        pending.append((near_y, near_x))
            largest = max(largest, size)
    print(regions, largest)


main()
