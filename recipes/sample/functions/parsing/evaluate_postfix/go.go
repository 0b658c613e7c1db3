import (
	"errors"
	"strconv"
	"strings"
)

func EvaluatePostfix(expression string) (int, error) {
	stack := []int{}
	for _, part := range strings.Split(expression, " ") {
		if part != "+" && part != "-" && part != "*" {
			number, err := strconv.Atoi(part)
			if err != nil || strings.HasPrefix(part, "+") {
				return 0, errors.New("not a number: " + part)
			}
			stack = append(stack, number)
			continue
		}
		last := len(stack) - 1
		if last < 1 {
			return 0, errors.New("an operator needs two operands")
		}
		left, right := stack[last-1], stack[last]
		stack = stack[:last]
		switch part {
		case "+":
			stack[last-1] = left + right
		case "-":
			stack[last-1] = left - right
		case "*":
			stack[last-1] = left * right
		}
	}
	if len(stack) != 1 {
		return 0, errors.New("not one result")
	}
	return stack[0], nil
}
