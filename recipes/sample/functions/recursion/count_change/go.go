func CountChange(amount int, coins []int) int {
	switch {
	case amount == 0:
		return 1
	case amount < 0 || len(coins) == 0:
		return 0
	}
	return CountChange(amount-coins[0], coins) + CountChange(amount, coins[1:])
}
