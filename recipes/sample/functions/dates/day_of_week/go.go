func DayOfWeek(year, month, day int) string {
	names := [...]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}
	offsets := [...]int{0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4}
	if month < 3 {
		year--
	}
	index := year + year/4 - year/100 + year/400 + offsets[month-1] + day
	return names[index%7]
}
