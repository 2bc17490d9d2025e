package main

import (
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/rtwatch/rtwatch/internal/store"
)

func newFeed(p process) *cobra.Command {
	var f watchFlags
	c := &cobra.Command{
		Use:   "feed",
		Short: "Show lines that others post over HTTP",
		Long: `feed shows the lines that others send to its HTTP endpoint: with curl, or from
a program. Without --http it takes a free port of this machine. The name in the
address is the lines' source.`,
		Example: `  rtwatch feed --http :8080
  curl -H "Authorization: Bearer $RTWATCH_TOKEN" -H 'Content-Type: text/plain' \
    --data-binary @- 'http://localhost:8080/feed?source=deploy' < deploy.log`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			f.serve.feeding = true
			if f.serve.addr == "" {
				f.serve.addr = "localhost:0"
			}
			w, err := p.watching(&f)
			if err != nil {
				return err
			}
			return w.run(c.Context())
		},
	}
	f.register(c)
	return c
}

// owns reports whether a name is, or may become, the label of something that is
// watched: whoever posts under it would be held for that.
func (w *watch) owns(st *store.Store, name string) bool {
	for _, p := range w.paths {
		if like, err := filepath.Match(p, name); p == name || err == nil && like {
			return true
		}
	}
	for _, s := range w.others {
		if s.Name() == name {
			return true
		}
	}
	return slices.ContainsFunc(st.Sources(), func(s store.SourceStat) bool { return s.Name == name })
}
