package main

import "fmt"

var grid [][]byte

func fill(y, x int) int {
	if y < 0 || x < 0 || y >= len(grid) || x >= len(grid[y]) || grid[y][x] != '#' {
		return 0
	}
	grid[y][x] = '.'
	return 1 + fill(y-1, x) + fill(y+1, x) + fill(y, x-1) + fill(y, x+1)
}

func main() {
	var rows, columns int
	fmt.Scan(&rows, &columns)
	grid = make([][]byte, rows)
	for y := range grid {
		var line string
		fmt.Scan(&line)
		grid[y] = []byte(line)
	}
	regions, largest := 0, 0
	for y := 0; y < rows; y++ {
		for x := 0; x < columns; x++ {
			if size := fill(y, x); size > 0 {
				regions++
				if size > largest {
					largest = size
				}
			}
		}
	}
	fmt.Println(regions, largest)
}
