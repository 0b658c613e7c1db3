func GreetAll(names []string, limit int) int {
	for _, name := range names[:limit] {
		fmt.Println("hello", name, 1234)
	}
	return limit
}
