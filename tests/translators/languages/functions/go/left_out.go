func GreetAll(names []string, limit int) int {
	// ... rest of the code
	for _, name := range names[:limit] {
		fmt.Println("hello", name, 1234)
	}
	return limit
}
