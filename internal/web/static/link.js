import {HELLO, RETRY_FIRST, RETRY_LAST} from './limits.js';

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

const WAYS = [['WebSocket', openSocket], ['events', openEvents], ['long poll', openPoll]];

/**
 * The connection that comes back by itself. It takes the first way that says
 * hello in time, and another only when the server is there and the way is not.
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

	/**
	 * @param {View} view what to ask for
	 * @param {function(Object): void} message takes what the server says
	 * @param {function(string, string): void} state takes connecting, open, waiting or refused, and what to say of it
	 */
	constructor(view, message, state) {
		Object.assign(this, {view, message, state});
		addEventListener('online', () => this.#open || this.#connect());
	}

	/** @returns {string} the way in use */
	get way() { return WAYS[this.#way][0]; }

	/** Connects; a token is first exchanged for a session. */
	async start(token) {
		this.#token = token;
		if (token) await this.#signIn();
		this.#connect();
	}

	/** Asks for the view as it is now; what comes then begins with a reset. */
	renew(lines) {
		this.#cursor = '';
		if (this.#open?.send) this.#open.send({id: ++this.#asked, view: {...this.view.message, n: lines}});
		else if (this.#open) this.#connect();
	}

	/** @returns {Object<string, string>} headers of a request that changes something */
	get proof() { return this.#token ? {Authorization: `Bearer ${this.#token}`} : {}; }

	async #signIn() {
		try {
			const answer = await fetch('session', {
				method: 'POST',
				headers: {'Content-Type': 'application/json'},
				body: JSON.stringify({token: this.#token}),
			});
			return answer.ok;
		} catch {
			return false;
		}
	}

	#connect() {
		clearTimeout(this.#timer);
		this.#open?.close();
		const turn = ++this.#turn;
		let hello = false;
		const lost = () => turn === this.#turn && this.#lost(hello);
		this.state('connecting', `connecting by ${this.way}`);
		const query = this.view.query({since: this.#cursor, n: this.#cursor ? '' : '500'});
		this.#open = WAYS[this.#way][1](query, (m) => {
			if (m.type === 'hello') {
				hello = true;
				this.#tries = 0;
				clearTimeout(this.#timer);
				this.state('open', this.way);
			}
			if (m.cursor && m.type === 'lines') this.#cursor = m.cursor;
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
		let status = 0;
		try {
			status = (await fetch('lines?n=1', {cache: 'no-store', signal: AbortSignal.timeout(HELLO)})).status;
		} catch { /* nobody there */ }
		if (turn !== this.#turn) return;
		if (status === 401 && this.#token && await this.#signIn()) status = 200;
		this.#tries++;
		if (status === 401 || status === 403) {
			return this.#wait('refused', 'not let in: open the link that rtwatch shows');
		}
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
