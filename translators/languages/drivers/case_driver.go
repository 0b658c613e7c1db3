// Calls one function with plain values, whatever spelling of their types its signature uses, and prints what it returns.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"reflect"
	"sort"
	"strconv"
	"strings"
	"unsafe"
)

// A report is a line that begins with the word on standard input, so that nothing the code prints is taken for one.
var caseOutput = os.Stdout
var caseWord string

func beginCases() {
	content, _ := io.ReadAll(os.Stdin)
	caseWord = strings.TrimSpace(string(content))
	caseReport("start", 0, "")
}

func caseReport(outcome string, index int, text string) {
	fmt.Fprintf(caseOutput, "\n%s %s %d %s\n", caseWord, outcome, index, text)
}

type caseList = []any
type caseMap = map[string]any

// Each letter of returns is a type: s, i, f, b, and l, d, o for a list, a map or an optional of the next. changed has such
// a type for the position of each argument that is reported after the call.
func runCase(index int, returns string, changed map[int]string, function any, arguments ...any) {
	outcome := "unfit" // no call can be made with these values, or its result cannot be written down
	defer func() {
		if problem := recover(); problem != nil {
			caseReport(outcome, index, caseString(fmt.Sprint(problem)))
		}
	}()
	value := reflect.ValueOf(function)
	kind, count := value.Type(), value.Type().NumIn()
	if kind.IsVariadic() && len(arguments) >= count-1 {
		last := caseList{}
		if len(arguments) == count {
			if items, isList := arguments[count-1].(caseList); isList {
				last = items
			} else {
				last = append(last, arguments[count-1])
			}
		} else {
			last = append(last, arguments[count-1:]...)
		}
		arguments = append(append(caseList{}, arguments[:count-1]...), last)
	}
	if count != len(arguments) {
		panic(fmt.Sprintf("takes %d arguments, not %d", count, len(arguments)))
	}
	converted := make([]reflect.Value, len(arguments))
	for position, argument := range arguments {
		converted[position] = caseArgument(argument, kind.In(position))
	}
	outcome = "error"
	call := value.Call
	if kind.IsVariadic() {
		call = value.CallSlice
	}
	results := call(converted)
	outcome = "unfit"
	result := caseResults(results, returns)
	for position, letters := range changed {
		if position < len(converted) {
			outcome := "changed"
			if converted[position].Kind() == reflect.Slice {
				outcome = "fixed"
			}
			caseReport(outcome, index, fmt.Sprint(position, " ", caseValue(converted[position], letters)))
		}
	}
	caseReport("case", index, result)
}

func caseArgument(plain any, wanted reflect.Type) reflect.Value {
	result := reflect.New(wanted).Elem()
	if plain == nil {
		return result
	}
	text, isText := plain.(string)
	if isText && (wanted.Kind() == reflect.Int32 || wanted.Kind() == reflect.Uint8) {
		if letters := []rune(text); len(letters) == 1 && (wanted.Kind() == reflect.Int32 || letters[0] < 128) {
			return reflect.ValueOf(letters[0]).Convert(wanted)
		}
		panic("not a character: " + text)
	}
	if number, isNumber := plain.(float64); isNumber && wanted.Kind() < reflect.Float32 {
		panic(fmt.Sprint(number, " is no ", wanted))
	}
	switch wanted.Kind() {
	case reflect.Pointer:
		if items, isList := plain.(caseList); isList && len(caseLinks(wanted.Elem())) > 0 {
			return caseNodes(items, wanted)
		}
		result.Set(reflect.New(wanted.Elem()))
		result.Elem().Set(caseArgument(plain, wanted.Elem()))
	case reflect.Slice:
		if isText {
			return reflect.ValueOf(text).Convert(wanted)
		}
		items := plain.(caseList)
		result.Set(reflect.MakeSlice(wanted, len(items), len(items)))
		for index, item := range items {
			result.Index(index).Set(caseArgument(item, wanted.Elem()))
		}
	case reflect.Array:
		items := plain.(caseList)
		if len(items) != wanted.Len() {
			panic(fmt.Sprint(len(items), " items are no ", wanted))
		}
		for index, item := range items {
			result.Index(index).Set(caseArgument(item, wanted.Elem()))
		}
	case reflect.Struct:
		items := plain.(caseList)
		if len(items) != wanted.NumField() {
			panic(fmt.Sprint(len(items), " items are no ", wanted))
		}
		for index, item := range items {
			field := caseField(result.Addr(), index)
			field.Set(caseArgument(item, field.Type()))
		}
	case reflect.Map:
		result.Set(reflect.MakeMap(wanted))
		for key, item := range plain.(caseMap) {
			result.SetMapIndex(caseArgument(key, wanted.Key()), caseArgument(item, wanted.Elem()))
		}
	case reflect.String, reflect.Bool, reflect.Interface:
		result.Set(reflect.ValueOf(plain))
	default:
		result.Set(reflect.ValueOf(plain).Convert(wanted))
	}
	return result
}

// The fields that hold the other nodes of a linked list or a binary tree; none for other types.
func caseLinks(kind reflect.Type) []int {
	links := []int{}
	for at := 0; kind.Kind() == reflect.Struct && at < kind.NumField(); at++ {
		name := strings.ToLower(kind.Field(at).Name)
		if kind.Field(at).Type == reflect.PointerTo(kind) && (name == "next" || name == "left" || name == "right") {
			links = append(links, at)
		}
	}
	return links
}

// A field of a node that can be set, even one that begins with a small letter.
func caseField(node reflect.Value, at int) reflect.Value {
	field := node.Elem().Field(at)
	return reflect.NewAt(field.Type(), unsafe.Pointer(field.UnsafeAddr())).Elem()
}

// The field of a node that is not a link: its value.
func caseNodeValue(node reflect.Value) reflect.Value {
	for at := 0; at < node.Elem().NumField(); at++ {
		if node.Elem().Field(at).Type() != node.Type() {
			return caseField(node, at)
		}
	}
	panic("a node has no value")
}

// A linked list of values, or a tree of its values level by level.
func caseNodes(items caseList, wanted reflect.Type) reflect.Value {
	nodes := make([]reflect.Value, len(items))
	for at, item := range items {
		nodes[at] = reflect.Zero(wanted)
		if item != nil {
			nodes[at] = reflect.New(wanted.Elem())
			value := caseNodeValue(nodes[at])
			value.Set(caseArgument(item, value.Type()))
		}
	}
	next := 1
	for _, node := range nodes {
		for _, link := range caseLinks(wanted.Elem()) {
			if !node.IsNil() && next < len(nodes) {
				caseField(node, link).Set(nodes[next])
			}
			if !node.IsNil() {
				next++
			}
		}
	}
	if len(nodes) == 0 {
		return reflect.Zero(wanted)
	}
	return nodes[0]
}

// The values of the nodes that a node leads to, in the order in which caseNodes takes them.
func caseNodeValues(first reflect.Value, returns string) string {
	links, nodes, items := caseLinks(first.Type().Elem()), []reflect.Value{first}, []string{}
	for at := 0; at < len(nodes); at++ {
		if nodes[at].IsNil() {
			items = append(items, "null")
			continue
		}
		items = append(items, caseValue(caseNodeValue(nodes[at]), caseHeld(returns)))
		for _, link := range links {
			if node := caseField(nodes[at], link); len(links) > 1 || !node.IsNil() {
				nodes = append(nodes, node)
			}
		}
		if len(nodes) > 100000 {
			panic("the nodes form a circle")
		}
	}
	return "[" + strings.Join(items, ",") + "]"
}

// A last result says whether there are others: (value, found bool) or (value, err error). Several are a list.
func caseResults(results []reflect.Value, returns string) string {
	if len(results) == 0 {
		return "null"
	}
	last := results[len(results)-1]
	isError := last.Type().String() == "error"
	isFlag := last.Kind() == reflect.Bool && len(results) == 2 && !strings.HasPrefix(returns, "l") && !strings.HasPrefix(returns, "t")
	if isError && !last.IsNil() || isFlag && !last.Bool() {
		return "null"
	}
	if isError || isFlag {
		results = results[:len(results)-1]
	}
	if len(results) == 0 {
		return "null"
	}
	if len(results) == 1 {
		return caseValue(results[0], returns)
	}
	items := make([]string, len(results))
	for index := range items {
		items[index] = caseValue(results[index], caseHeld(strings.TrimLeft(returns, "o")))
	}
	return "[" + strings.Join(items, ",") + "]"
}

func caseHeld(returns string) string {
	if returns == "" {
		return ""
	}
	return returns[1:]
}

func caseValue(value reflect.Value, returns string) string {
	returns = strings.TrimLeft(returns, "o")
	switch value.Kind() {
	case reflect.Pointer, reflect.Interface:
		if value.IsNil() {
			return "null"
		}
		if value.Kind() == reflect.Pointer && len(caseLinks(value.Type().Elem())) > 0 {
			return caseNodeValues(value, returns)
		}
		return caseValue(value.Elem(), returns)
	case reflect.Struct:
		items := make([]string, value.NumField())
		for index := range items {
			items[index] = caseValue(value.Field(index), caseHeld(returns))
		}
		return "[" + strings.Join(items, ",") + "]"
	case reflect.Slice, reflect.Array:
		held := value.Type().Elem().Kind()
		if returns == "s" && value.Kind() == reflect.Slice && (held == reflect.Uint8 || held == reflect.Int32) {
			return caseString(value.Convert(reflect.TypeOf("")).String())
		}
		items := make([]string, value.Len())
		for index := range items {
			items[index] = caseValue(value.Index(index), caseHeld(returns))
		}
		return "[" + strings.Join(items, ",") + "]"
	case reflect.Map:
		items := []string{}
		for _, key := range value.MapKeys() {
			name := fmt.Sprint(key)
			if key.Kind() == reflect.Int32 || key.Kind() == reflect.Uint8 {
				name = string(rune(key.Convert(reflect.TypeOf(rune(0))).Int()))
			}
			items = append(items, caseString(name)+":"+caseValue(value.MapIndex(key), caseHeld(returns)))
		}
		sort.Strings(items)
		return "{" + strings.Join(items, ",") + "}"
	case reflect.String:
		return caseString(value.String())
	case reflect.Float32, reflect.Float64:
		number := value.Float()
		if math.IsNaN(number) || math.IsInf(number, 0) {
			return caseString(fmt.Sprint(number))
		}
		return strconv.FormatFloat(number, 'g', -1, 64)
	case reflect.Int32, reflect.Uint8:
		if returns == "s" {
			return caseString(string(rune(value.Convert(reflect.TypeOf(rune(0))).Int())))
		}
		return fmt.Sprint(value)
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int64,
		reflect.Uint, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return fmt.Sprint(value)
	}
	panic("returns a " + value.Type().String())
}

func caseString(text string) string {
	quoted, _ := json.Marshal(text)
	return string(quoted)
}
