func PrimesBelow(limit int) []int {
	primes := []int{}
	if limit < 3 {
		return primes
	}
	composite := make([]bool, limit)
	for number := 2; number < limit; number++ {
		if composite[number] {
			continue
		}
		primes = append(primes, number)
		for multiple := number * number; multiple < limit; multiple += number {
			composite[multiple] = true
		}
	}
	return primes
}
