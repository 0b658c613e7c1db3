package main

import "fmt"

func main() {
	var n int
	fmt.Scanln(&n)
	crossed := make([]bool, n+1)
	count, last := 0, 0
	for number := 2; number <= n; number++ {
		if crossed[number] {
			continue
		}
		count, last = count+1, number
		for multiple := number * number; multiple <= n; multiple += number {
			crossed[multiple] = true
		}
	}
	if last == 0 {
		fmt.Printf("%d none\n", count)
		return
	}
	fmt.Printf("%d %d\n", count, last)
}
