func DoubleUp(number int) int { return number * number }
