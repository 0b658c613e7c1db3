package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
)

func isBalanced(text string) bool {
	var opened []rune
	for _, character := range text {
		kind := strings.IndexRune(")]}", character)
		if kind < 0 {
			opened = append(opened, character)
			continue
		}
		last := len(opened) - 1
		if last < 0 || opened[last] != rune("([{"[kind]) {
			return false
		}
		opened = opened[:last]
	}
	return len(opened) == 0
}

func main() {
	reader := bufio.NewReader(os.Stdin)
	first, _ := reader.ReadString('\n')
	n, err := strconv.Atoi(strings.TrimSpace(first))
	if err != nil {
		panic(err)
	}
	for i := 0; i < n; i++ {
		text, _ := reader.ReadString('\n')
		if isBalanced(strings.TrimSpace(text)) {
			fmt.Println("YES")
		} else {
			fmt.Println("NO")
		}
	}
}
