package e2e

import (
	"encoding/base64"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

const shareToken = "0123456789abcdef0123456789abcdef"

// openServed runs rtwatch in a terminal and serves it; it returns the terminal and the
// server's address.
func openServed(t *testing.T, args ...string) (tm *terminal, addr string) {
	t.Helper()
	t.Setenv("RTWATCH_TOKEN", shareToken)
	tm = open(t, 100, 40, nil, append([]string{"tail", "--http", ":0"}, args...)...)
	tm.shows(" lines")
	return tm, tm.served()
}

// served waits until the screen tells the port that it is served at, and returns
// the server's address.
func (tm *terminal) served() string {
	tm.tb.Helper()
	var port []string
	until(tm.tb, "it is served", tm.text, func() bool {
		port = regexp.MustCompile(`⇄ :(\d+) `).FindStringSubmatch(tm.text())
		return port != nil
	})
	return "127.0.0.1:" + port[1]
}

// looks looks on with a WebSocket.
func looks(t *testing.T, addr string) *websocket.Conn {
	t.Helper()
	ws, _, err := websocket.DefaultDialer.Dial( //nolint:bodyclose // there is none behind a handshake
		"ws://"+addr+"/ws", http.Header{"Authorization": {"Bearer " + shareToken}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ws.Close() })
	return ws
}

// The link is on the screen when it is asked for, and nowhere else: not among
// the lines, not in what is saved.
func TestTokenIsNoLine(t *testing.T) {
	dir := t.TempDir()
	tm, addr := openServed(t, file(t, "a.log", numbered(0, 30)))
	if strings.Contains(tm.output(), shareToken) {
		t.Error("the token is on the screen unasked")
	}
	tm.keys("S" + filepath.Join(dir, "saved") + "\r")
	tm.shows("saved")
	until(t, "the file is there", tm.text, func() bool {
		text, err := os.ReadFile(filepath.Join(dir, "saved"))
		return err == nil && strings.Contains(string(text), "line 000029")
	})
	if text, _ := os.ReadFile(filepath.Join(dir, "saved")); strings.Contains(string(text), shareToken) {
		t.Error("the token is in what is saved")
	}
	ws := looks(t, addr)
	ws.SetReadDeadline(time.Now().Add(patience))
	for lines := false; !lines; {
		_, data, err := ws.ReadMessage()
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(data), shareToken) {
			t.Errorf("a viewer gets the token: %s", data)
		}
		lines = strings.Contains(string(data), "line 000029")
	}
	link := "http://localhost:" + strings.TrimPrefix(addr, "127.0.0.1:") + "/#token=" + shareToken
	tm.keys("o")
	tm.shows(link, "1 by WebSocket", "this machine only")
	if strings.ContainsAny(tm.text(), "▀▄") {
		t.Errorf("there is a QR code of what no phone can open:\n%s", tm.text())
	}
	tm.keys("y")
	tm.shows("copied the link")
	until(t, "the link is in the clipboard", tm.text, func() bool {
		return strings.Contains(tm.output(), base64.StdEncoding.EncodeToString([]byte(link)))
	})
	tm.keys("\x1b")
	tm.hides(shareToken)
	tm.keys("q")
	tm.exits(0)
}

// A link that others can open has a QR code.
func TestCodeOfTheLink(t *testing.T) {
	tm, _ := openServed(t, "--http-host", "https://logs.example", file(t, "a.log", numbered(0, 30)))
	tm.keys("o")
	tm.shows("https://logs.example/#token="+shareToken[:8], "▀", "▄")
	tm.keys("qq")
	tm.exits(0)
}
