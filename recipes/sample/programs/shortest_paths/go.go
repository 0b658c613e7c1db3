package main

import (
	"container/heap"
	"fmt"
	"strings"
)

type stop struct{ town, length int }

type stops []stop

func (s stops) Len() int            { return len(s) }
func (s stops) Less(i, j int) bool  { return s[i].length < s[j].length }
func (s stops) Swap(i, j int)       { s[i], s[j] = s[j], s[i] }
func (s *stops) Push(x interface{}) { *s = append(*s, x.(stop)) }
func (s *stops) Pop() interface{} {
	last := (*s)[len(*s)-1]
	*s = (*s)[:len(*s)-1]
	return last
}

func main() {
	var n, m int
	fmt.Scan(&n, &m)
	roads := make(map[int][]stop)
	for i := 0; i < m; i++ {
		var a, b, d int
		fmt.Scan(&a, &b, &d)
		roads[a] = append(roads[a], stop{b, d})
		roads[b] = append(roads[b], stop{a, d})
	}
	distance := make([]int, n+1)
	for town := range distance {
		distance[town] = -1
	}
	pending := &stops{{1, 0}}
	for pending.Len() > 0 {
		next := heap.Pop(pending).(stop)
		if distance[next.town] >= 0 {
			continue
		}
		distance[next.town] = next.length
		for _, road := range roads[next.town] {
			heap.Push(pending, stop{road.town, next.length + road.length})
		}
	}
	fmt.Println(strings.Trim(fmt.Sprint(distance[1:]), "[]"))
}
