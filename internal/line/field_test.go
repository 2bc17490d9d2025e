package line

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// fieldsOf returns the fields of text as name=kind:value words.
func fieldsOf(text string) (string, bool) {
	kinds := [...]string{String: "s", Number: "n", Bool: "b", Null: "0", Raw: "r"}
	fields, ok := Fields(nil, []byte(text))
	words := make([]string, len(fields))
	for i, f := range fields {
		words[i] = fmt.Sprintf("%s=%s:%s", f.Name, kinds[f.Kind], f.Value)
	}
	return strings.Join(words, " "), ok
}

func TestFields(t *testing.T) {
	deep := strings.Repeat(`{"a":`, maxDepth+1) + "1" + strings.Repeat("}", maxDepth+1)
	tests := []struct{ name, text, want string }{
		{"json", `{"a":"x","b":1,"c":-1.5e3,"d":true,"e":false,"f":null}`, "a=s:x b=n:1 c=n:-1.5e3 d=b:true e=b:false f=0:null"},
		{"json spaces", " { \"a\" : \"x\" , \"b\" : [ 1 , 2 ] } \r", "a=s:x b=r:[ 1 , 2 ]"},
		{"json empty", `{}`, ""},
		{"json nested", `{"a":{"b":{"c":1},"d":"x"},"e":2}`, "a.b.c=n:1 a.d=s:x e=n:2"},
		{"json empty object inside", `{"a":{},"b":[]}`, "a=r:{} b=r:[]"},
		{"json brackets in strings", `{"a":["}",{"b":"]"}],"c":1}`, `a=r:["}",{"b":"]"}] c=n:1`},
		{"json escapes", `{"a\"b":"\\\/\b\f\n\r\té😀\ud83d\q"}`, "a\"b=s:\\/\b\f\n\r\té😀\ufffd\\q"},
		{"json half a surrogate pair", `{"a":"\ud83d\u0041"}`, "a=s:\ufffdA"},
		{"json quote at the end", `{"a":"x\\","b":"\""}`, `a=s:x\ b=s:"`},
		{"json key twice", `{"a":1,"a":2}`, "a=n:1 a=n:2"},
		{"json cut off", `{"a":1,"b":"x`, "no"},
		{"json cut off in an escape", `{"a":"\`, "no"},
		{"json cut off behind a comma", `{"a":1,`, "no"},
		{"json comma too many", `{"a":1,}`, "no"},
		{"json and more", `{"a":1} x`, "no"},
		{"json wrong word", `{"a":nil}`, "no"},
		{"json array", `[1,2]`, "no"},
		{"json too deep", deep, strings.Repeat("a.", maxDepth-1) + `a=r:{"a":1}`},
		{"braces alone", `{x}`, "no"},
		{"logfmt", `level=info msg="a \"b\"" n=1 f=-1.5 t=true nil=null d=1ms e=`, `level=s:info msg=s:a "b" n=n:1 f=n:-1.5 t=b:true nil=0:null d=s:1ms e=s:`},
		{"logfmt spaces", "  a=1 \tb=2  \r", "a=n:1 b=n:2"},
		{"logfmt equals in the value", `url=/x?a=b c=d`, "url=s:/x?a=b c=s:d"},
		{"logfmt key alone", `a=1 verbose b=2`, "a=n:1 verbose=b:true b=n:2"},
		{"logfmt names", `http.status-code=200 @x=1 ns/pod=a`, "http.status-code=n:200 @x=n:1 ns/pod=s:a"},
		{"logfmt one pair", `a=1`, "a=n:1"},
		{"logfmt open quote", `a="x`, "no"},
		{"logfmt text behind a quote", `a="x"y`, "no"},
		{"prose with a pair", `authentication failure; logname= uid=0 euid=0`, "no"},
		{"pair with prose", `x=1 is what the user typed`, "no"},
		{"underline", `==== x ====`, "no"},
		{"number first", `2026=x`, "no"},
		{"syslog", `Nov 22 09:41:07 host app[1]: a=b`, "no"},
		{"empty", "", "no"},
		{"spaces", "   ", "no"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := fieldsOf(tt.text)
			if !ok {
				got += "no"
			}
			if got != tt.want {
				t.Errorf("Fields(%q) = %q, want %q", tt.text, got, tt.want)
			}
		})
	}
}

// TestFieldsAppend asserts that what is in dst stays, also where a line turns
// out to be neither.
func TestFieldsAppend(t *testing.T) {
	first := []Field{{Name: []byte("first")}}
	for text, want := range map[string]int{`{"a":1}`: 2, "a=1": 2, `{"a":1,"b":`: 1, `a=1 b="`: 1, "": 1} {
		got, ok := Fields(first, []byte(text))
		if len(got) != want || string(got[0].Name) != "first" || ok != (want == 2) {
			t.Errorf("Fields(%q) = %v, %v", text, got, ok)
		}
	}
}

// TestLoggers reads a line of every logger that RoleOf names.
func TestLoggers(t *testing.T) {
	tests := []struct{ logger, text string }{
		{"zap", `{"level":"warn","ts":1795340467.5,"caller":"x.go:1","msg":"hello"}`},
		{"slog", `{"time":"2026-11-22T09:41:07.5Z","level":"WARN","msg":"hello"}`},
		{"slog text", `time=2026-11-22T09:41:07.5Z level=WARN msg=hello`},
		{"zerolog", `{"level":"warn","time":"2026-11-22T09:41:07.5Z","message":"hello"}`},
		{"logrus", `{"level":"warning","msg":"hello","time":"2026-11-22T09:41:07.5Z"}`},
		{"pino", `{"level":40,"time":1795340467500,"pid":1,"hostname":"h","msg":"hello"}`},
		{"bunyan", `{"name":"x","hostname":"h","pid":1,"level":40,"msg":"hello","time":"2026-11-22T09:41:07.5Z","v":0}`},
		{"winston", `{"level":"warn","message":"hello","timestamp":"2026-11-22T09:41:07.5Z"}`},
		{"serilog compact", `{"@t":"2026-11-22T09:41:07.5Z","@mt":"hello","@l":"Warning"}`},
		{"serilog", `{"Timestamp":"2026-11-22T09:41:07.5Z","Level":"Warning","MessageTemplate":"hello"}`},
		{"ecs", `{"@timestamp":"2026-11-22T09:41:07.5Z","log":{"level":"warn"},"message":"hello"}`},
		{"opentelemetry", `{"timeUnixNano":"1795340467500000000","severityNumber":13,"severityText":"WARN","body":{"stringValue":"hello"}}`},
		{"journald", `{"__REALTIME_TIMESTAMP":"1795340467500000","PRIORITY":"4","MESSAGE":"hello"}`},
		{"python", `{"asctime":"2026-11-22 09:41:07,500","levelname":"WARNING","message":"hello"}`},
		{"google cloud", `{"timestamp":"2026-11-22T09:41:07.5Z","severity":"WARNING","textPayload":"hello"}`},
		{"gelf", `{"version":"1.1","short_message":"hello","timestamp":1795340467.5,"level":4}`},
	}
	want := time.Date(2026, 11, 22, 9, 41, 7, 5e8, time.UTC)
	for _, tt := range tests {
		t.Run(tt.logger, func(t *testing.T) {
			text := []byte(tt.text)
			if got, ok := TimeOf(text, want); !ok || !got.Equal(want) {
				t.Errorf("time %v, %v", got, ok)
			}
			if got := LevelOf(text); got != Warn {
				t.Errorf("level %v", got)
			}
			fields, ok := Fields(nil, text)
			if !ok {
				t.Fatal("no fields")
			}
			roles := map[Role]string{}
			for _, f := range fields {
				roles[RoleOf(f.Name)] = string(f.Value)
			}
			if roles[TimeRole] == "" || roles[LevelRole] == "" || roles[MessageRole] != "hello" {
				t.Errorf("roles %v of %s", roles, tt.text)
			}
		})
	}
}

func FuzzFields(f *testing.F) {
	for _, s := range []string{
		`{"a":{"b":[1,{"c":"\""}]},"d":"\u00e9\ud83d\ude00"}`, `a=1 b="x" c`, `{"a":1`, `{"a":"\u12`, `{`, `{"`, `a="`, `=`, "{}", `{"a":{}}`,
		`v h - u [10/Oct/2000:13:55:36 -0700] "GET /a HTTP/1.0" 200 2326 "http://x" "a \"b\"" 0.005`, `h - - [10/Oct/2000:13:55:36 -0700] "\x16" 400 -`,
		strings.Repeat(`{"a":`, 100), strings.Repeat(`{"a":[`, 100),
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		fields, ok := Fields(nil, text)
		if !ok && len(fields) > 0 {
			t.Fatalf("Fields(%q) = %v, false", text, fields)
		}
		// What encoding/json calls an object has the same top-level strings.
		var object map[string]any
		if !utf8.Valid(text) || json.Unmarshal(text, &object) != nil || object == nil {
			return
		}
		if !ok {
			t.Fatalf("Fields(%q) refuses JSON", text)
		}
		last := map[string]string{}
		for _, f := range fields {
			if f.Kind == String {
				last[string(f.Name)] = string(f.Value)
			}
		}
		for name, v := range object {
			s, isString := v.(string)
			if got, has := last[name]; isString && (!has || got != s && !strings.Contains(name, ".")) {
				t.Fatalf("Fields(%q): %q is %q, want %q", text, name, got, s)
			}
		}
	})
}
