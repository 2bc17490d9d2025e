package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/rtwatch/rtwatch/"

// edges are the imports between rtwatch's packages that the drawing in
// main.go allows: from a package to those it may know. A name that ends in
// "/" stands for all packages below it. Only cmd/rtwatch knows all.
var edges = map[string][]string{
	"internal/line":          {},
	"internal/source":        {},
	"internal/source/":       {"internal/source", "internal/line"},
	"internal/query":         {"internal/line"},
	"internal/highlight":     {"internal/line"},
	"internal/store":         {"internal/source", "internal/line", "internal/query"},
	"internal/near":          {},
	"internal/config":        {"internal/near"},
	"internal/terminal":      {"internal/line"},
	"internal/record":        {"internal/line"},
	"internal/ui":            {"internal/terminal", "internal/record", "internal/highlight", "internal/near", "internal/store", "internal/source", "internal/line", "internal/query"},
	"internal/plain":         {"internal/record", "internal/store", "internal/source", "internal/line", "internal/query"},
	"internal/web":           {"internal/store", "internal/source", "internal/line", "internal/query", "internal/web/static"},
	"internal/web/static":    {},
	"internal/e2e":           {},
	"internal/e2e/":          {},
	"cmd/rtwatch":            {"internal/"},
	"internal/source/redis":  {"internal/source", "internal/line", "internal/source/redis/replica"},
	"internal/source/redis/": {},
	"internal/source/iostat": {"internal/source", "internal/line", "internal/source/run"},
	// What push writes and fleet reads is one form, in one place.
	"internal/exchange":     {"internal/source/redis"}, // its URLs
	"internal/relay":        {"internal/store", "internal/source", "internal/line", "internal/exchange"},
	"internal/source/fleet": {"internal/source", "internal/line", "internal/exchange"},
}

func TestImportsFollowTheDrawing(t *testing.T) {
	root := filepath.Join("..", "..")
	seen := 0
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && strings.HasPrefix(d.Name(), ".") && d.Name() != "..":
			return filepath.SkipDir
		case !strings.HasSuffix(file, ".go"):
			return nil
		}
		rel, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		seen++
		from := path.Dir(filepath.ToSlash(rel))
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, imp := range f.Imports {
			name, _ := strconv.Unquote(imp.Path.Value)
			if to, ours := strings.CutPrefix(name, module); ours && !allowed(from, to, strings.HasSuffix(file, "_test.go")) {
				t.Errorf("%s imports %s: data flows one way, see the drawing in cmd/rtwatch/main.go", rel, to)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 20 {
		t.Errorf("only %d files were looked at", seen)
	}
}

// allowed reports whether a file of package from may import package to. Tests
// may also import the test helpers, packages whose name ends in "test".
func allowed(from, to string, test bool) bool {
	helper := func(p string) bool { return strings.HasSuffix(p, "test") }
	if (test || helper(from)) && helper(to) || to == from {
		return true
	}
	rules, ok := edges[from]
	for dir := from; !ok && dir != "."; dir = path.Dir(dir) {
		rules, ok = edges[path.Dir(dir)+"/"]
	}
	return slices.ContainsFunc(rules, func(rule string) bool {
		return rule == to || strings.HasSuffix(rule, "/") && strings.HasPrefix(to, rule)
	})
}

func TestForbiddenEdgesAreFound(t *testing.T) {
	for _, edge := range [][2]string{
		{"internal/line", "internal/source"},
		{"internal/source", "internal/store"},
		{"internal/source/tail", "internal/source/run"},
		{"internal/source/redis", "internal/store"},
		{"internal/store", "internal/ui"},
		{"internal/ui", "internal/source/tail"},
		{"internal/plain", "internal/ui"},
		{"internal/terminal", "internal/ui"},
		{"internal/terminal", "internal/store"},
		{"internal/relay", "internal/source/fleet"},
		{"internal/exchange", "internal/source"},
		{"internal/new", "internal/store"},
		{"internal/store", "internal/source/sourcetest"},
	} {
		if allowed(edge[0], edge[1], false) {
			t.Errorf("%s may import %s", edge[0], edge[1])
		}
	}
	if !allowed("internal/source/tail", "internal/source/sourcetest", true) || !allowed("cmd/rtwatch", "internal/ui", false) {
		t.Error("an edge of the drawing is refused")
	}
}
