package suite

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestMain says at the end that all tests passed, with the word that stands on standard input and that no code which is
// tested has seen.
func TestMain(tests *testing.M) {
	word, _ := bufio.NewReader(os.Stdin).ReadString('\n')
	status := tests.Run()
	if status == 0 {
		fmt.Printf("\nsuite %s passed ?\n", strings.TrimSpace(word))
	}
	os.Exit(status)
}
