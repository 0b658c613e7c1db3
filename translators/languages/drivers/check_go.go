// Type-checks each file named in files.json as a package of its own; prints one JSON line for each.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"runtime"
)

type problem struct {
	Line int    `json:"line"`
	Text string `json:"text"`
}

type report struct {
	File   string    `json:"file"`
	Errors []problem `json:"errors"`
}

// library finds the packages of the standard library, and none beside the files.
type library struct{ types.Importer }

func (packages library) Import(path string) (*types.Package, error) {
	if build.IsLocalImport(path) || filepath.IsAbs(path) {
		return nil, errors.New("no package of the standard library")
	}
	return packages.Importer.Import(path)
}

func main() {
	content, err := os.ReadFile("files.json")
	if err != nil {
		panic(err)
	}
	var names []string
	if err := json.Unmarshal(content, &names); err != nil {
		panic(err)
	}
	files := token.NewFileSet()
	// Up to Go 1.19 the standard library is there compiled; later ones bring its source only.
	kind := "source"
	if found, _ := filepath.Glob(filepath.Join(runtime.GOROOT(), "pkg", runtime.GOOS+"_"+runtime.GOARCH, "fmt.a")); found != nil {
		kind = "gc"
	}
	packages := library{importer.ForCompiler(files, kind, nil)}
	output := json.NewEncoder(os.Stdout)
	for _, name := range names {
		found := []problem{}
		check(files, packages, name, func(line int, text string) { found = append(found, problem{line, text}) })
		_ = output.Encode(report{name, found})
	}
}

// Lines are those of the file, whatever its //line comments say.
func check(files *token.FileSet, packages types.Importer, name string, report func(int, string)) {
	content, err := os.ReadFile(name)
	if err != nil {
		panic(err)
	}
	file, err := parser.ParseFile(files, name, content, parser.AllErrors)
	if list, ok := err.(scanner.ErrorList); ok {
		for _, problem := range list {
			report(1+bytes.Count(content[:problem.Pos.Offset], []byte("\n")), problem.Msg)
		}
		return
	} else if err != nil {
		report(1, err.Error())
		return
	}
	settings := types.Config{
		Importer: packages,
		Error: func(err error) {
			problem := err.(types.Error)
			report(files.PositionFor(problem.Pos, false).Line, problem.Msg)
		},
	}
	_, _ = settings.Check(name, files, []*ast.File{file}, nil)
}
