var daysBeforeMonth = [...]int{0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334}

func IsoWeekNumber(year, month, day int) int {
	ordinal := daysBeforeMonth[month-1] + day
	if month > 2 && isLeap(year) {
		ordinal++
	}
	weekday := (januaryFirst(year) + ordinal - 1) % 7
	week := (ordinal - weekday + 9) / 7
	switch {
	case week == 0:
		return weeksIn(year - 1)
	case week > weeksIn(year):
		return 1
	default:
		return week
	}
}

func isLeap(year int) bool {
	return year%4 == 0 && (year%100 != 0 || year%400 == 0)
}

func januaryFirst(year int) int {
	before := year - 1
	return (before + before/4 - before/100 + before/400) % 7
}

func weeksIn(year int) int {
	first := januaryFirst(year)
	if first == 3 || (first == 2 && isLeap(year)) {
		return 53
	}
	return 52
}
