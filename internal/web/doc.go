// Package web shows a store over HTTP: to browsers, curl and Prometheus. It
// stands behind the store like the screen does, and writes nothing to it but
// what is posted, which goes to a source first. docs/http.md is what it promises,
// docs/security.md who is kept out.
//
//	request ──▶ listener ──▶ gate ──▶ route ──▶ stream: view, told what comes
//	                                     │ ────▶ history, numbers: asked of the store
//	                                     └ ────▶ feed ──Options.Post──▶ source
//
//	store ──▶ view ──frames──▶ client      one view for all who ask for the same,
//	            │ reads, encodes once      one place in it for each client
//	            └──────────────────────▶ client
//
// One gate stands in front of every route. Nothing is served from disk. The
// package must not hold up the store or the screen, keep more for a client than
// limits.go says, or have one client wait for another.
//
// # Words
//
//	selection  which lines: filter, level, sources; as JSON or as text
//	view       a selection that somebody looks at; the hub has one of each
//	batch      lines of a view that go out together
//	frame      a message that any number of clients get, encoded once
//	ring       the last frames of a view, for clients that lag behind
//	place      the frame of the ring that a client gets next
//	cursor     how far a client is, in words that outlast the connection: a line,
//	           and the number of the frame that it came with
//	loose      a block whose lines may still change: its last one goes on, or its
//	           records come to match by later lines
//	late       a line that went out again, or behind later ones, as it was loose
//	client     who is told what comes, by its way: a WebSocket, events, polls, text;
//	           its stream is the answer, which does not end by itself
//	peer       a client with a connection of its own: all but polls; the audience
//	           of a view is all of its peers
//	viewers    how many clients there are, for the screen
//
// # Where is what
//
//	server, limits                  Options, New, Serve and its end; every tunable
//	listener, gate, guess, host     who may connect, ask, and under which name
//	bucket, budget                  how often somebody may ask; whose filter is next, and
//	                                how long all may take
//	session, route, answer          the cookie; what there is; JSON and errors
//	asset, static/                  the page
//
//	hub, selection, view            views come and go; what they show; their goroutine
//	loose, late                     lines that change after they went out
//	batch, line, frame, cursor      a message, from lines to bytes; the ring
//	tell, curve, state              what a view tells besides lines; /healthz
//	present                         what the screen beside the server shows
//
//	client, viewer                  entering a view, at the end or where one was; counts
//	socket, events                  /ws and what it may ask; /events, /text, /poll
//	peer, audience, wire, trial     writing to many in turn, as each way has it
//
//	lister, history                 finding lines; /lines, /search
//	numbers, volume, metrics        /series, /tables; /volume; /metrics
//	post                            /feed
//
// # Who holds what
//
// A view's goroutine alone changes the view: under view.mu what clients look at
// (ring, next, loose), without it the rest. Blocks that are loose are replaced,
// not changed, so that who has them need no lock. A peer is written to by who
// holds peer.writing: the view's goroutine, in turn, if it gets it at once; else
// whoever has it looks again before it lets go (peer.free).
//
// Locks are taken in this order, and none of them while a client is waited for
// but that client's writing:
//
//	peer.writing ▶ hub.mu ▶ view.mu, late.mu, the store's
//	peer.writing ▶ audience.mu ▶ view.mu; another peer's writing only by TryLock
//	presenter.mu, streams.mu, buckets.mu, budget.mu, listener.mu: nothing else under them,
//	but that Options.Watched is called under streams.mu
package web
