package main

import "fmt"

func main() {
	var amount, n int
	fmt.Scan(&amount, &n)
	fewest := make([]int, amount+1)
	for part := 1; part <= amount; part++ {
		fewest[part] = amount + 1
	}
	for ; n > 0; n-- {
		var coin int
		fmt.Scan(&coin)
		for part := coin; part <= amount; part++ {
			if other := fewest[part-coin] + 1; other < fewest[part] {
				fewest[part] = other
			}
		}
	}
	if fewest[amount] > amount {
		fmt.Println(-1)
	} else {
		fmt.Println(fewest[amount])
	}
}
