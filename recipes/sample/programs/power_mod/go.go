package main

import "fmt"

func powerMod(base, exponent, modulus int64) int64 {
	result := 1 % modulus
	base %= modulus
	for ; exponent > 0; exponent >>= 1 {
		if exponent&1 == 1 {
			result = result * base % modulus
		}
		base = base * base % modulus
	}
	return result
}

func main() {
	var count int
	fmt.Scan(&count)
	for ; count > 0; count-- {
		var base, exponent, modulus int64
		fmt.Scan(&base, &exponent, &modulus)
		fmt.Println(powerMod(base, exponent, modulus))
	}
}
