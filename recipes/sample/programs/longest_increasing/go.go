package main

import (
	"bufio"
	"fmt"
	"os"
	"sort"
)

func main() {
	in := bufio.NewReader(os.Stdin)
	var n int
	fmt.Fscan(in, &n)
	ends := make([]int, 0, n)
	for i := 0; i < n; i++ {
		var value int
		fmt.Fscan(in, &value)
		at := sort.SearchInts(ends, value)
		if at == len(ends) {
			ends = append(ends, value)
		} else {
			ends[at] = value
		}
	}
	fmt.Println(len(ends))
}
