package client

import "fmt"

// Client talks to the server.
type Client struct{}

// Do sends one request and
// returns the answer.
//
//go:noinline
func (c *Client) Do(x int) (int, error) {
	fmt.Println(x)
	return x, nil
}

// Too far away from it.

func Far(x int) int {
	y := x
	return y
}
