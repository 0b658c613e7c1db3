package main

import "fmt"

func main() {
	var rows, columns int
	fmt.Scan(&rows, &columns)
	matrix := make([][]int, rows)
	for y := range matrix {
		matrix[y] = make([]int, columns)
		for x := range matrix[y] {
			fmt.Scan(&matrix[y][x])
		}
	}
	for x := 0; x < columns; x++ {
		for y := rows - 1; y >= 0; y-- {
			fmt.Print(matrix[y][x], " ")
		}
		fmt.Println()
	}
}
