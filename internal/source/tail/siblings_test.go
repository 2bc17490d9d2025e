package tail

import (
	"strings"
	"testing"
	"time"
)

func TestOrder(t *testing.T) {
	for _, want := range []string{
		"app.log.12 app.log.2 app.log.1 app.log",
		"app.log-20261121 app.log-20261122 app.log",
		"app.log.2026-11-22_09 app.log.2026-11-22_10 app.log",
		"app.log.old app.log",
	} {
		names := strings.Fields(want)
		for range names {
			names = append(names[1:], names[0]) // each rotation of the list
			var gens []*generation
			for _, name := range names {
				gens = append(gens, &generation{name: name})
			}
			inOrder(gens, "app.log")
			var got []string
			for _, g := range gens {
				got = append(got, g.name)
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%v sorts to %v", names, got)
			}
		}
	}
	now := time.Now()
	gens := []*generation{{name: "app.log", birth: now}, {name: "app.log.1", birth: now.Add(time.Second)}}
	if inOrder(gens, "app.log"); gens[0].name != "app.log" {
		t.Error("the name counts for more than the birth")
	}
}
