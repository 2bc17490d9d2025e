import {HELLO, RETRY_FIRST, RETRY_LAST} from './limits.js';

// Three ways to the same messages. Each is opened with a query and two calls: message(object), and
// closed() once at its end. Each returns close(), after which it calls no more, and send(object) if it can.

/** Both ways, the least delay. */
function openSocket(query, message, closed) {
	const socket = new WebSocket(`ws?${query}`);
	socket.onmessage = (e) => message(JSON.parse(e.data));
	socket.onclose = closed;
	return {
		close() {
			socket.onmessage = socket.onclose = null;
			socket.close();
		},
		send: (object) => socket.readyState === WebSocket.OPEN && socket.send(JSON.stringify(object)),
	};
}

/** Server-sent events: plain HTTP, for proxies that refuse an upgrade. */
function openEvents(query, message, closed) {
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
function openPoll(query, message, closed) {
	const stop = new AbortController();
	const run = async () => {
		while (!stop.signal.aborted) {
			const answer = await fetch(`poll?${query}`, {signal: stop.signal, cache: 'no-store'});
			if (!answer.ok) throw new Error(answer.statusText);
			const {messages, cursor} = await answer.json();
			messages.forEach(message);
			if (cursor) query.set('since', cursor);
		}
	};
	run().catch(() => stop.signal.aborted || closed());
	return {close: () => stop.abort()};
}

/** A line without c is the next one, and has what it leaves out from the line before. */
function fill(lines) {
	lines.forEach((line, i) => {
		if (i === 0 || line.c) return;
		const {c, at, s, l} = lines[i - 1];
		Object.assign(line, {c: c.replace(/-?\d+$/, (n) => +n + 1), at, s, l, ...line});
	});
}

const WAYS = [['WebSocket', openSocket], ['events', openEvents], ['long poll', openPoll]];

/**
 * The connection that comes back by itself, by the first way that says hello in time; by another only
 * when the server is there and the way is not. state(kind, text): connecting, open, waiting or refused.
 */
export class Link {
	#way = 0;
	#tries = 0; // since the last hello
	#open = null;
	#timer = 0;
	#turn = 0; // an answer to an earlier turn counts no more
	#cursor = '';
	#asked = 0; // requests over a socket
	#token = '';

	constructor(view, message, state) {
		Object.assign(this, {view, message, state});
		addEventListener('online', () => this.#open || this.#connect());
	}

	/** Connects; a token is first exchanged for a session. */
	async start(token) {
		this.#token = token;
		if (token) await this.#signIn();
		this.#connect();
	}

	/** Asks for n lines of the view as it is now; what comes then begins with a reset. */
	renew(n) {
		this.#cursor = '';
		if (this.#open?.send) this.#open.send({id: ++this.#asked, view: {...this.view.message, n}});
		else if (this.#open) this.#connect();
	}

	/** Sends a text; fails with what the server says. */
	async post(path, type, body) {
		const headers = {'Content-Type': type};
		if (this.#token) headers.Authorization = `Bearer ${this.#token}`;
		const answer = await fetch(path, {method: 'POST', headers, body});
		if (answer.status === 401) throw new Error('open the link that rtwatch shows again');
		if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).error || `not taken: ${answer.status}`);
	}

	#signIn() { return this.post('session', 'application/json', JSON.stringify({token: this.#token})).then(() => true, () => false); }

	#connect() {
		clearTimeout(this.#timer);
		this.#open?.close();
		const turn = ++this.#turn;
		let hello = false;
		const lost = () => turn === this.#turn && this.#lost(hello);
		const [way, open] = WAYS[this.#way];
		this.state('connecting', `connecting by ${way}`);
		this.#open = open(this.view.query({since: this.#cursor, n: this.#cursor ? '' : 500}), (m) => {
			if (turn !== this.#turn) return;
			if (m.type === 'hello') {
				hello = true;
				this.#tries = 0;
				clearTimeout(this.#timer);
				this.state('open', way);
			}
			if (m.type === 'lines') {
				fill(m.lines);
				this.#cursor = m.cursor || this.#cursor;
			}
			this.message(m);
		}, lost);
		this.#timer = setTimeout(lost, HELLO);
	}

	/** Finds out whose fault it was, and goes on accordingly. */
	async #lost(hello) {
		clearTimeout(this.#timer);
		const turn = ++this.#turn;
		this.#open?.close();
		this.#open = null;
		this.state('waiting', 'connection lost');
		let status = await fetch('lines?n=1', {cache: 'no-store', signal: AbortSignal.timeout(HELLO)}).then((a) => a.status, () => 0);
		if (turn !== this.#turn) return;
		if (status === 401 && this.#token && await this.#signIn()) status = 200;
		this.#tries++;
		if (status === 401 || status === 403) return this.#wait('refused', 'not let in: open the link that rtwatch shows');
		if (status === 200 && !hello) {
			this.#way = (this.#way + 1) % WAYS.length;
			if (this.#tries % WAYS.length) return this.#connect();
		}
		this.#wait('waiting', status ? 'connection lost' : 'rtwatch is not there');
	}

	#wait(state, text) {
		const longest = Math.min(RETRY_LAST, RETRY_FIRST * 2 ** (this.#tries - 1));
		const ms = longest * (0.5 + Math.random() / 2); // many pages shall not come back in step
		this.state(state, `${text}; trying again in ${(ms / 1000).toFixed(1)} s`);
		this.#timer = setTimeout(() => this.#connect(), ms);
	}
}
