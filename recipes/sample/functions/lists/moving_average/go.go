func MovingAverage(values []float64, window int) []float64 {
	averages := []float64{}
	if window < 1 {
		return averages
	}
	total := 0.0
	for index, value := range values {
		total += value
		if index >= window {
			total -= values[index-window]
		}
		if index >= window-1 {
			averages = append(averages, total/float64(window))
		}
	}
	return averages
}
