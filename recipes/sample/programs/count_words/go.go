package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
)

func main() {
	scanner := bufio.NewScanner(os.Stdin)
	lines, words, longest := 0, 0, "-"
	for scanner.Scan() {
		lines++
		for _, word := range strings.Fields(scanner.Text()) {
			if words == 0 || len(word) > len(longest) {
				longest = word
			}
			words++
		}
	}
	fmt.Println(lines, words, longest)
}
