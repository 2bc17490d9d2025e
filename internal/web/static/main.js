import {Alert} from './alert.js';
import {Dialogs} from './dialog.js';
import {$, element} from './element.js';
import {Graphs} from './graph.js';
import {listen} from './keys.js';
import {BEGIN} from './limits.js';
import {Lines} from './lines.js';
import {Link} from './link.js';
import {Log} from './log.js';
import {Prompt} from './prompt.js';
import {showRecord} from './record.js';
import {Status} from './status.js';
import {Tables} from './table.js';
import {group, last, moment} from './text.js';
import {Settings, View} from './view.js';
import {Volume} from './volume.js';

let epoch = ''; // the run of rtwatch that the lines are of
let fixed = []; // filters that were given to rtwatch
let below = 0; // lines that came while the log did not follow
let newestTime = 0;
let going = null; // the way to where the log is going to stand; gone again if lines are replaced meanwhile
let finding = 0; // the last search; an earlier one counts no more
let writing = 0; // the timer of the address bar
let presented = null; // what the presenter showed last

const settings = new Settings(apply);
const view = new View();
const status = new Status();
const alert = new Alert(settings);
const tables = new Tables();
const prompt = new Prompt();
const say = (text) => status.say(text);
const link = new Link(view, (m) => takes[m.type]?.(m), linked);
const lines = new Lines(link, (line) => log.repaint(line));
const log = new Log(lines, {
	near: (end) => lines.extend(end).then((came) => came && log.draw(), (e) => say(e.message)),
	moved() {
		if (log.following && !lines.last) return newest();
		if (log.following) below = 0;
		point(log.current ? log.time : NaN);
		status.follow(log.following, below);
		address();
	},
	opened: (line) => showRecord(lines.record(line)),
	drawn(first, end) {
		volume.seen = [first?.time, end?.time];
		volume.draw();
	},
});
const graphs = new Graphs(link, goTo);
const volume = new Volume(link, goTo);
const dialogs = new Dialogs({settings, view, link, say, changed});

function linked(kind, text) {
	status.link(kind, text);
	if (kind === 'refused') dialogs.enter('rtwatch asks for a token: paste it, or the link with it, which the terminal shows');
}

/** What is done with a message of the server, by its type. */
const takes = {
	hello(m) {
		if (epoch && epoch !== m.epoch) log.following = true; // where the log stood is no more
		epoch = m.epoch;
		$('names').textContent = m.names.map(last).join('  ');
		log.names = status.names = m.names;
		alert.name(m.title);
		dialogs.hello(m);
		fixed = m.filters || [];
		chips();
	},
	lines({lines: got, reset, skipped}) {
		if (skipped) got.unshift({n: 'warn', x: `${group(skipped)} lines skipped`});
		if (!reset) added(got);
		else if (log.following) {
			lines.replace(got);
			log.follow(true);
		} else go(going || standing()); // what is held is of another view, or misses some
		if (got.length) status.newest(newestTime = Date.parse(got.at(-1).at) || newestTime);
		volume.refresh();
	},
	state(m) {
		status.state(m);
		volume.refresh();
	},
	series: (m) => graphs.set(m.series),
	samples: (m) => graphs.add(m.samples),
	table: (m) => tables.put(m),
	error: (m) => say(m.error),
	present(m) {
		presented = m;
		$('present').hidden = false;
		if (!settings.present) return;
		if (m.cursor) show(m.cursor);
		else newest();
		if (m.filter !== view.filter) choose({filters: m.filter ? [m.filter] : [], off: false});
	},
};

function added(got) {
	const end = lines.all.at(-1)?.c;
	alert.came(got);
	lines.come(got, log.following);
	log.draw();
	if (log.following) return;
	below += got.filter((line) => line.c !== end).length;
	status.follow(false, below);
}

/** What is asked for has changed: the server sends it anew; the log stays where it stands. */
function changed() {
	status.chosen = view.chosen;
	link.renew(log.following ? BEGIN : 0);
	chips();
	volume.refresh(true);
	address();
}

/** Changes the view. */
function choose(some) {
	Object.assign(view, some);
	changed();
}

/** Keeps the address bar in step, so that the view can be sent to somebody. */
function address() {
	clearTimeout(writing);
	writing = setTimeout(() => view.write(log.time), 250);
}

/** Moves the time cursor that all panes share. */
function point(time) {
	graphs.show(time);
	volume.cursor = time;
	volume.draw();
}

/** Goes to the line that a way leads to, says why it does not, or without a reason to the newest. */
async function go(way, none = '') {
	going = way;
	log.following = false;
	try {
		const line = await way();
		if (line) log.go(line);
		else if (none && line === undefined) say(none);
		else if (line === undefined) newest();
	} catch (e) {
		say(e.message);
	} finally {
		if (going === way) going = null;
	}
}

/** The way back to where the log stands, once its lines are gone. */
function standing() {
	const cursor = log.place?.c;
	return async () => cursor && lines.jump(cursor);
}

/** Goes to the line of a cursor. */
const show = (cursor) => go(() => lines.at(+cursor.split('.')[1]) || lines.jump(cursor));

/** Goes to a time, from any pane. */
function goTo(time) {
	point(time);
	return go(() => lines.jumpTo(time), 'no line at that time');
}

function newest() {
	going = null;
	if (lines.last) return log.follow(true);
	log.following = true;
	link.renew(BEGIN);
}

/** Goes to the next line (way 1) that has what is looked for, or to the one before (-1), from a cursor or from here. */
async function find(way, query = log.query, from = (log.current || (way > 0 ? log.place : lines.all.at(-1)))?.c) {
	if (!query || !from) return;
	const turn = ++finding;
	try {
		const got = await link.ask('search', {q: query, [way > 0 ? 'after' : 'before']: from, n: 1});
		if (turn !== finding) return;
		if (query === log.query) $('found').textContent = `/${query} · ${got.done === false ? '≥ ' : ''}${group(got.count)}`;
		if (got.lines.length) show(got.lines[0].c);
		else say(way > 0 ? 'nothing further down' : 'nothing further up');
	} catch (e) {
		say(e.message);
	}
}

function search() {
	const before = log.query;
	prompt.open('/', 'search', before, {
		typed: (text) => log.search(text),
		left: () => log.search(before),
		done(text) {
			log.search(text);
			find(-1, text, lines.all.at(-1)?.c?.replace(/-?\d+$/, (n) => +n + 1)); // the last line may have it, too
		},
	});
}

/** Draws the chips of the filters: those given to rtwatch, and the viewer's. */
function chips() {
	$('filters').replaceChildren(...fixed.map((f) => element('span', {class: 'chip', title: 'given to rtwatch'}, f)),
		...view.filters.map((f, i) => element('span', view.off ? 'chip off' : 'chip',
			element('button', {title: 'edit', onclick: () => filter(i)}, f),
			element('button', {'aria-label': `remove filter ${f}`, onclick: () => setFilter(i)}, '×'))));
	$('level').value = view.level;
}

function setFilter(i, ...filters) { choose({filters: view.filters.toSpliced(i, 1, ...filters), off: false}); }

/** Asks for the i-th filter, or for one more. */
function filter(i = view.filters.length) {
	prompt.open('&', 'filter, such as level>=warn and not healthz', view.filters[i] || '', {done: (text) => setFilter(i, ...text ? [text] : [])});
}

function place() {
	prompt.open(':', 'line, 50%, 10:42, -5m', '', {done(text) {
		const part = /^(\d+(?:\.\d+)?)%$/.exec(text);
		if (part) return go(() => lines.jumpBy(part[1] / 100));
		if (/^\d+$/.test(text)) return go(() => lines.jumpBy(0, text - 1));
		const at = moment(text, log.place?.time ?? Date.now(), newestTime || Date.now());
		if (Number.isNaN(at)) say(`"${text}" is no line, share or time`);
		else goTo(at);
	}});
}

function open() {
	const line = log.current || lines.all.at(-1);
	if (line) showRecord(lines.record(line));
}

function leave() {
	if (document.body.classList.contains('zoom')) zoom();
	else if (log.query) log.search('');
	else if (view.filters.length || view.level) choose({filters: [], level: ''});
}

const zoom = () => document.body.classList.toggle('zoom');
const gap = (way) => go(() => lines.gap(log.place, way), 'no gap in time near here');

listen([
	['F', 'follow', newest, 'follow'],
	['space', 'pause', () => log.following ? log.follow(false) : newest()],
	['/', 'search', search, 'search'],
	['n', 'next match', () => find(1)],
	['N', 'previous match', () => find(-1)],
	['&', 'filter', () => filter(), 'filter'],
	['^', 'filters on or off', () => choose({off: !view.off})],
	['1 2 3 4 5', 'all, debug, info, warn, error', (key) => choose({level: ['', 'debug', 'info', 'warn', 'error'][key - 1]})],
	['M', 'mute sources', () => dialogs.sources()],
	[':', 'go to line, 50%, 10:42, -5m', place, 'goto', 'go to'],
	['e', 'next error', () => find(1, 'level>=error')],
	['E', 'previous error', () => find(-1, 'level>=error')],
	['}', 'next gap in time', () => gap(1)],
	['{', 'previous gap in time', () => gap(-1)],
	['j ↓', 'down', () => log.move(1)],
	['k ↑', 'up', () => log.move(-1)],
	['PgDn f', 'page down', () => log.move(log.page - 1)],
	['PgUp b', 'page up', () => log.move(1 - log.page)],
	['d', 'half a page down', () => log.move(log.page >> 1)],
	['u', 'half a page up', () => log.move(-log.page >> 1)],
	['g Home', 'oldest line', () => go(() => lines.first ? lines.all[0] : lines.jumpBy(0))],
	['G End', 'newest line', newest],
	['h ←', 'left', () => log.box.scrollBy(-64, 0)],
	['l →', 'right', () => log.box.scrollBy(64, 0)],
	['enter', 'the record in full', open, 'open', 'record'],
	['w', 'wrap', () => settings.set({wrap: !log.wrap}), 'wrap'],
	['i', 'histogram of all records', () => settings.set({volume: !settings.volume})],
	['z', 'zoom the log', zoom],
	['T', 'show or hide tables', () => settings.set({tables: !tables.on})],
	[']', 'next table', () => tables.step(1)],
	['[', 'previous table', () => tables.step(-1)],
	['esc', 'end search, filters, zoom', leave],
	['? F1', 'help', () => $('helping').showModal()],
]);

/** Makes the page look as the settings say. */
function apply() {
	const {theme} = settings;
	document.documentElement.className = theme;
	$('theme').ariaLabel = $('theme').title = `theme: ${theme}`;
	$('volume').hidden = !settings.volume;
	const narrow = matchMedia('(max-width: 600px)').matches;
	tables.show(settings.tables ?? !narrow);
	$('present').ariaPressed = settings.present;
	$('wrap').ariaPressed = log.wrap = settings.wrap ?? narrow;
	graphs.repaint();
	volume.chart.repaint();
	volume.refresh(true);
}

$('level').onchange = (e) => choose({level: e.target.value});
$('theme').onclick = () => settings.set({theme: {auto: 'dark', dark: 'light', light: 'auto'}[settings.theme]});
$('present').onclick = () => {
	settings.set({present: !settings.present});
	takes.present(presented); // there is a button only since something was presented
};
$('below').onclick = newest;
matchMedia('(prefers-color-scheme: dark)').onchange = apply;
apply();

/** Takes the view that the address bar holds; a token does not stay in it. */
function read() {
	const held = view.read(location.hash);
	status.chosen = view.chosen;
	chips();
	view.write(held.time);
	return held;
}

const begin = read();
link.start(begin.token).then(() => begin.time && goTo(begin.time));
addEventListener('hashchange', () => {
	const {time, token} = read();
	if (token) link.start(token);
	else changed();
	if (time) goTo(time);
});
