package main

import (
	"bufio"
	"fmt"
	"os"
)

func classify(total int) string {
	if total == 0 {
		return "balanced"
	} else if total > 0 {
		return "positive"
	}
	return "negative"
}

func main() {
	in := bufio.NewReader(os.Stdin)
	var count, total, value int
	fmt.Fscan(in, &count)
	for i := 0; i < count; i++ {
		fmt.Fscan(in, &value)
		total += value
	}
	total %= 1000007
	fmt.Println(classify(total), total, 4096+count)
}
