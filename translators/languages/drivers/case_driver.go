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
)

// A report is a line that begins with the word on standard input, so that nothing the code prints is taken for one.
var caseOutput = os.Stdout
var caseWord string

func beginCases() {
	content, _ := io.ReadAll(os.Stdin)
	caseWord = strings.TrimSpace(string(content))
}

func caseReport(outcome string, index int, text string) {
	fmt.Fprintf(caseOutput, "\n%s %s %d %s\n", caseWord, outcome, index, text)
}

type caseList = []any
type caseMap = map[string]any

func runCase(index int, function any, arguments ...any) {
	outcome := "unfit" // no call can be made with these values, or its result cannot be written down
	defer func() {
		if problem := recover(); problem != nil {
			caseReport(outcome, index, caseString(fmt.Sprint(problem)))
		}
	}()
	value := reflect.ValueOf(function)
	if value.Type().NumIn() != len(arguments) {
		panic(fmt.Sprintf("takes %d arguments, not %d", value.Type().NumIn(), len(arguments)))
	}
	converted := make([]reflect.Value, len(arguments))
	for position, argument := range arguments {
		converted[position] = caseArgument(argument, value.Type().In(position))
	}
	outcome = "error"
	results := value.Call(converted)
	outcome = "unfit"
	caseReport("case", index, caseResults(results))
}

func caseArgument(plain any, wanted reflect.Type) reflect.Value {
	result := reflect.New(wanted).Elem()
	if plain == nil {
		return result
	}
	switch wanted.Kind() {
	case reflect.Pointer:
		result.Set(reflect.New(wanted.Elem()))
		result.Elem().Set(caseArgument(plain, wanted.Elem()))
	case reflect.Slice:
		if text, isText := plain.(string); isText {
			return reflect.ValueOf(text).Convert(wanted)
		}
		items := plain.(caseList)
		result.Set(reflect.MakeSlice(wanted, len(items), len(items)))
		for index, item := range items {
			result.Index(index).Set(caseArgument(item, wanted.Elem()))
		}
	case reflect.Map:
		result.Set(reflect.MakeMap(wanted))
		for key, item := range plain.(caseMap) {
			result.SetMapIndex(reflect.ValueOf(key).Convert(wanted.Key()), caseArgument(item, wanted.Elem()))
		}
	case reflect.String, reflect.Bool, reflect.Interface:
		result.Set(reflect.ValueOf(plain))
	default:
		result.Set(reflect.ValueOf(plain).Convert(wanted))
	}
	return result
}

// A second result says whether there is a first one: (value, found bool) or (value, err error).
func caseResults(results []reflect.Value) string {
	if len(results) == 2 {
		flag := results[1]
		if flag.Kind() == reflect.Bool && !flag.Bool() || flag.Kind() == reflect.Interface && !flag.IsNil() {
			return "null"
		}
		results = results[:1]
	}
	if len(results) != 1 {
		panic(fmt.Sprintf("returns %d values", len(results)))
	}
	return caseValue(results[0])
}

func caseValue(value reflect.Value) string {
	switch value.Kind() {
	case reflect.Pointer, reflect.Interface:
		if value.IsNil() {
			return "null"
		}
		return caseValue(value.Elem())
	case reflect.Slice, reflect.Array:
		items := make([]string, value.Len())
		for index := range items {
			items[index] = caseValue(value.Index(index))
		}
		return "[" + strings.Join(items, ",") + "]"
	case reflect.Map:
		items := []string{}
		for _, key := range value.MapKeys() {
			items = append(items, caseString(fmt.Sprint(key))+":"+caseValue(value.MapIndex(key)))
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
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return fmt.Sprint(value)
	}
	panic("returns a " + value.Type().String())
}

func caseString(text string) string {
	quoted, _ := json.Marshal(text)
	return string(quoted)
}
