import (
	"strconv"
	"strings"
)

func DaysBetween(start, end string) int {
	return dayNumber(end) - dayNumber(start)
}

func dayNumber(date string) int {
	var numbers [3]int
	for i, part := range strings.Split(date, "-") {
		numbers[i], _ = strconv.Atoi(part)
	}
	year, month, day := numbers[0], numbers[1], numbers[2]
	if month < 3 {
		year--
		month += 12
	}
	leapDays := year/4 - year/100 + year/400
	return 365*year + leapDays + (153*month-457)/5 + day
}
