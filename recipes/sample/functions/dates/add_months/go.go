import "fmt"

func AddMonths(date string, months int) string {
	var year, month, day int
	if _, err := fmt.Sscanf(date, "%d-%d-%d", &year, &month, &day); err != nil {
		return ""
	}
	total := year*12 + month - 1 + months
	year, month = total/12, total%12+1
	lastDay := 31
	switch month {
	case 2:
		lastDay = 28
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			lastDay = 29
		}
	case 4, 6, 9, 11:
		lastDay = 30
	}
	if day > lastDay {
		day = lastDay
	}
	return fmt.Sprintf("%04d-%02d-%02d", year, month, day)
}
