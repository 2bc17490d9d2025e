// Three ways to the same messages. Each is opened with a query and two calls:
// message(object) for each message, and closed() once when it is over, however
// it ended. Each returns close(), after which it calls no more, and send(object)
// where it can.

/** A WebSocket: both ways, the least delay. */
export function openSocket(query, message, closed) {
	const at = new URL(`ws?${query}`, document.baseURI);
	at.protocol = at.protocol.replace('http', 'ws');
	const socket = new WebSocket(at);
	socket.onmessage = (e) => message(JSON.parse(e.data));
	socket.onclose = closed;
	return {
		close() {
			socket.onmessage = socket.onclose = null;
			socket.close();
		},
		send(object) {
			if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(object));
		},
	};
}

/** Server-sent events: plain HTTP, for proxies that refuse an upgrade. */
export function openEvents(query, message, closed) {
	const events = new EventSource(`events?${query}`);
	const close = () => events.close();
	events.onmessage = (e) => message(JSON.parse(e.data));
	events.onerror = () => {
		close(); // by itself it would come back without regard to others
		closed();
	};
	return {close};
}

/** Long polls: single answers, for proxies that hold a stream back. */
export function openPoll(query, message, closed) {
	const stop = new AbortController();
	const run = async () => {
		const q = new URLSearchParams(query);
		for (;;) {
			const answer = await fetch(`poll?${q}`, {signal: stop.signal, cache: 'no-store'});
			if (!answer.ok) throw new Error(answer.statusText);
			const {messages, cursor} = await answer.json();
			if (stop.signal.aborted) return;
			messages.forEach(message);
			if (cursor) q.set('since', cursor);
		}
	};
	run().catch(() => stop.signal.aborted || closed());
	return {close: () => stop.abort()};
}
