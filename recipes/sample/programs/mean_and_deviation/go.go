package main

import (
	"fmt"
	"math"
)

func main() {
	var n int
	fmt.Scan(&n)
	values := make([]float64, n)
	sum := 0.0
	for i := range values {
		fmt.Scan(&values[i])
		sum += values[i]
	}
	mean, squares := sum/float64(n), 0.0
	for _, value := range values {
		squares += math.Pow(value-mean, 2)
	}
	fmt.Println(mean)
	fmt.Println(math.Sqrt(squares / float64(n)))
}
