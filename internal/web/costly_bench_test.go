package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// BenchmarkCostlyFilters is how long a post, and a line to who looks at all and
// to who has a cheap filter, take while many look for something dear.
func BenchmarkCostlyFilters(b *testing.B) {
	for _, costly := range []int{0, 8, maxViews - 2} {
		b.Run(fmt.Sprint(costly), func(b *testing.B) {
			r := start(b, nil)
			for i := range costly {
				v, err := r.server.hub.view(selection{Filter: fmt.Sprintf("/(?:a?){100}(?:b?){100}c%d/", i)})
				if err != nil {
					b.Fatal(err)
				}
				defer r.server.hub.release(v)
			}
			all, cheap := r.dial("n=0"), r.dial("n=0&filter="+url.QueryEscape("needle"))
			stop, ended := make(chan struct{}), make(chan struct{})
			go func() {
				defer close(ended)
				text := "x" + strings.Repeat("a\xff", 500) // what is not UTF-8 is the slow way
				tick := time.NewTicker(10 * time.Millisecond)
				defer tick.Stop()
				for {
					select {
					case <-tick.C:
						r.write(text)
					case <-stop:
						return
					}
				}
			}()
			var posts, alls, cheaps []time.Duration
			refused := 0
			for n := 0; b.Loop(); n++ {
				needle := fmt.Sprint("needle", n)
				finds := func(m told) bool {
					return slices.Contains(texts(m), needle)
				}
				all.SetReadDeadline(time.Now().Add(time.Minute))
				cheap.SetReadDeadline(time.Now().Add(time.Minute))
				began := time.Now()
				status, _ := r.do(http.MethodPost, "/feed?source=p", needle, "Content-Type", "text/plain")
				posts = append(posts, time.Since(began))
				if status != http.StatusOK {
					refused++
					continue
				}
				hear(b, all, finds)
				alls = append(alls, time.Since(began))
				hear(b, cheap, finds)
				cheaps = append(cheaps, time.Since(began))
			}
			close(stop)
			<-ended
			for name, took := range map[string][]time.Duration{"post": posts, "all": alls, "cheap": cheaps} {
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, name+"-p50-ms")
				b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, name+"-p99-ms")
			}
			b.ReportMetric(float64(refused), "refused")
		})
	}
}
