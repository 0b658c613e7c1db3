package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
)

func main() {
	scanner := bufio.NewScanner(os.Stdin)
	var places int
	scanner.Scan()
	fmt.Sscan(scanner.Text(), &places)
	places = (places%26 + 26) % 26
	shift := func(character rune) rune {
		switch {
		case character >= 'a' && character <= 'z':
			return (character-'a'+rune(places))%26 + 'a'
		case character >= 'A' && character <= 'Z':
			return (character-'A'+rune(places))%26 + 'A'
		}
		return character
	}
	for scanner.Scan() {
		fmt.Println(strings.Map(shift, scanner.Text()))
	}
}
