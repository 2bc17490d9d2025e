import {query, view} from './view.js';

const BEGIN = 500; // lines: some screens of them
const HELLO = 3000; // ms; then the way counts as blocked
const RETRY_FIRST = 500; // ms
const RETRY_LAST = 10000; // ms
const BUSY = 250; // ms

// Each is for proxies that the one before does not pass.
const WAYS = [
	['WebSocket', (query, ...on) => stream(new WebSocket(`ws?${query}`), ...on)],
	['events', (query, ...on) => stream(new EventSource(`events?${query}`), ...on)],
	['long poll', poll],
];

function stream(source, message, closed) {
	source.onmessage = (e) => message(JSON.parse(e.data));
	source.onclose = source.onerror = closed; // the one of a socket, the other of events
	return source;
}

function poll(query, message, closed) {
	const stop = new AbortController();
	const run = async () => {
		for (;;) {
			const {messages, cursor} = await request(`poll?${query}`, {signal: stop.signal});
			messages.forEach(message);
			if (cursor) query.set('since', cursor);
		}
	};
	run().catch(closed);
	return {close: () => stop.abort()};
}

export const shift = (cursor, by) => cursor.replace(/-?\d+$/, (seq) => +seq + by);

// A line without c is the next one, and has what it leaves out from the line before.
function fill(line, i, lines) {
	if (line.c) return;
	const {c, at, s, l} = lines[i - 1];
	Object.assign(line, {c: shift(c, 1), at, s, l, ...line});
}

let on; // message(object); state(connecting, open, waiting or refused; text)
let way = 0;
let tries = 0;
let connection = null;
let timer = 0;
let turn = 0; // what comes of an earlier one counts no more
let cursor = '';
let entered; // whether the token was right, once that is known
export let stale = false; // it was not

// Posting shows the token, so a reload must find it. No script but ours may run and read it.
let kept = {};
try {
	kept = sessionStorage;
} catch { /* forbidden */ }

export function start(handlers) { on = handlers; }

export async function enter(token) {
	if (token) kept.token = token;
	entered = !token || signIn();
	const right = await entered;
	cursor = '';
	connect();
	return right;
}

export function renew(n = BEGIN) {
	const {filter, level, mute} = view;
	cursor = '';
	if (connection?.send && connection.readyState === WebSocket.OPEN) connection.send(JSON.stringify({view: {filter, level, mute, n}}));
	else if (connection) connect(n);
}

async function request(path, how) {
	const answer = await fetch(path, how);
	const body = await answer.json().catch(() => ({}));
	if (!answer.ok) throw new Error(body.error || `${path}: ${answer.status}`, {cause: answer.status});
	return body;
}

export async function ask(path, more, filters, tries = 20) {
	await entered;
	try {
		return await request(`${path}?${query(more, filters)}`);
	} catch (e) {
		if (e.cause !== 429 || !tries) throw e;
	}
	await new Promise((again) => setTimeout(again, BUSY));
	return ask(path, more, filters, tries - 1);
}

export function post(path, type, body) {
	const headers = {'Content-Type': type};
	if (kept.token) headers.Authorization = `Bearer ${kept.token}`;
	return request(path, {method: 'POST', headers, body});
}

// A wrong token is forgotten: who shows it often must wait.
function signIn() {
	return post('session', 'application/json', JSON.stringify({token: kept.token})).then(() => true, ({cause}) => {
		stale = cause === 401;
		if (stale) delete kept.token;
	});
}

function next() {
	clearTimeout(timer);
	connection?.close();
	connection = null;
	return ++turn;
}

function connect(n = BEGIN) {
	const mine = next();
	let hello = false;
	const closed = () => mine === turn && lost(hello);
	const [name, open] = WAYS[way];
	on.state('connecting', `connecting by ${name}`);
	connection = open(query({since: cursor, n: cursor ? '' : n}), (m) => {
		if (mine !== turn) return;
		if (m.type === 'hello') {
			hello = true;
			tries = 0;
			clearTimeout(timer);
			on.state('open', name);
		}
		if (m.type === 'lines') {
			m.lines.forEach(fill);
			cursor = m.cursor || cursor;
		}
		on.message(m);
	}, closed);
	timer = setTimeout(closed, HELLO);
}

// Another way is tried only when the server is there and this one is not.
async function lost(hello) {
	const mine = next();
	on.state('waiting', 'connection lost');
	let status = await fetch('lines?n=1', {signal: AbortSignal.timeout(HELLO)}).then((a) => a.status, () => 0);
	if (status === 401 && kept.token && await signIn()) status = 200;
	if (mine !== turn) return;
	tries++;
	if (status === 200 && !hello) {
		way = (way + 1) % WAYS.length;
		if (tries % WAYS.length) return connect();
	}
	const refused = status === 401 || status === 403;
	const ms = Math.min(RETRY_LAST, RETRY_FIRST * 2 ** (tries - 1)) * (0.5 + Math.random() / 2); // many pages do not come back in step
	const why = refused ? 'not let in' : status ? 'connection lost' : 'rtwatch is not there';
	on.state(refused ? 'refused' : 'waiting', `${why}; trying again in ${(ms / 1000).toFixed(1)} s`);
	timer = setTimeout(connect, ms);
}
