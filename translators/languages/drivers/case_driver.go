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
			caseReport("changed", index, fmt.Sprint(position, " ", caseValue(converted[position], letters)))
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

// A last result says whether there are others: (value, found bool) or (value, err error). Several are a list.
func caseResults(results []reflect.Value, returns string) string {
	if len(results) == 0 {
		return "null"
	}
	last := results[len(results)-1]
	isError := last.Type().String() == "error"
	isFlag := last.Kind() == reflect.Bool && len(results) == 2 && !strings.HasPrefix(returns, "l")
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
		return caseValue(value.Elem(), returns)
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
