func CollatzLength(start int) int {
	steps := 0
	for number := start; number > 1; steps++ {
		if number%2 == 0 {
			number /= 2
		} else {
			number = 3*number + 1
		}
	}
	return steps
}
