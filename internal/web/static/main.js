import * as alert from './alert.js';
import * as dialog from './dialog.js';
import {$, element} from './element.js';
import * as graphs from './graph.js';
import {listen} from './keys.js';
import * as lines from './lines.js';
import * as link from './link.js';
import * as log from './log.js';
import {showRecord} from './record.js';
import * as status from './status.js';
import * as tables from './table.js';
import {group, moment} from './text.js';
import {LEVELS, read, remember, settings, view, write} from './view.js';
import * as volume from './volume.js';

const {say} = status;
let epoch = ''; // the run of rtwatch that the lines are of
let fixed = [];
let below = 0;
let newestTime = 0;
let going = null; // the way to where the log is going to stand; gone again if lines are replaced meanwhile
let finding = 0; // the last search; an earlier one counts no more
let writing = 0;
let presented = null; // what the presenter showed last
let refused = false; // who closes the question for the token is not asked again at each try

const takes = {
	hello(m) {
		if (epoch && epoch !== m.epoch) log.follow(true); // where the log stood is no more
		epoch = m.epoch;
		fixed = m.filters || [];
		status.tell({names: m.names});
		alert.name(m.title);
		dialog.hello(m);
		chips();
	},
	lines({lines: got, reset, skipped}) {
		if (skipped) got.unshift({n: 'warn', x: `${group(skipped)} lines skipped`});
		if (!reset) added(got);
		else if (log.following) {
			lines.replace(got);
			log.follow(true);
		} else { // what is held is of another view, or misses some
			lines.part();
			go(going || back());
		}
		newestTime = Date.parse(got.at(-1)?.at) || newestTime;
		if (newestTime) status.newest(newestTime);
		volume.refresh(reset);
	},
	state(m) {
		status.tell(m);
		log.name(m.sources.filter((one) => one.lines).map((one) => one.name)); // as on the screen: who has said something
		dialog.name(m.sources.map((one) => one.name));
		volume.refresh();
	},
	series: (m) => graphs.set(m.series),
	samples: (m) => graphs.add(m.samples),
	table: tables.put,
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

// Changes the view: the server sends it anew; the log stays where it stands.
function choose(some) {
	Object.assign(view, some);
	link.renew(log.following ? undefined : 0);
	volume.wait();
	chips();
	address();
}

function address() {
	clearTimeout(writing);
	writing = setTimeout(() => write(log.time()), 250);
}

function point(time) {
	graphs.point(time);
	volume.point(time);
}

// Goes to the line that a way leads to. Where there is none says so, or without words goes to the newest.
async function go(way, none = '') {
	going = way;
	if (log.following) log.follow(false);
	try {
		const line = await way();
		if (line) log.go(line);
		else if (line === undefined && none) say(none);
		else if (line === undefined) newest();
	} catch (e) {
		say(e.message);
	}
	if (going === way) going = null;
}

function back() {
	const cursor = log.place()?.c;
	return async () => cursor && lines.jumpTo(cursor);
}

const show = (cursor) => go(() => lines.at(+cursor.split('.')[1]) || lines.jumpTo(cursor));

function goTo(time) {
	point(time);
	return go(() => lines.jumpToTime(time), 'no line at that time');
}

function newest() {
	going = null;
	if (!lines.last) link.renew();
	log.follow(true);
}

// Goes to the next line (way 1) that has what is looked for, or to the one before (-1), from a cursor or from here.
async function find(way, query = log.query, from = (log.current || (way > 0 ? log.place() : lines.all.at(-1)))?.c) {
	if (!query || !from) return;
	const mine = ++finding;
	try {
		const got = await link.ask('search', {q: query, [way > 0 ? 'after' : 'before']: from, n: 1});
		if (mine !== finding) return;
		if (query === log.query) $('found').textContent = `/${query} · ${got.done === false ? '≥ ' : ''}${group(got.count)}`;
		if (got.lines.length) show(got.lines[0].c);
		else say(way > 0 ? 'nothing further down' : 'nothing further up');
	} catch (e) {
		say(e.message);
	}
}

function search() {
	const before = log.query;
	dialog.ask('/', 'search', before, {
		typed: log.search,
		left: () => log.search(before),
		done(text) {
			log.search(text);
			find(-1, text, lines.all.at(-1)?.c?.replace(/-?\d+$/, (n) => +n + 1)); // the last line may have it, too
		},
	});
}

function chips() {
	$('filters').replaceChildren(...fixed.map((f) => element('span', {class: 'chip', title: 'given to rtwatch'}, f)),
		...view.filters.map((f, i) => element('span', view.off ? 'chip off' : 'chip',
			element('button', {title: 'edit', onclick: () => filter(i)}, f),
			element('button', {'aria-label': `remove filter ${f}`, onclick: () => setFilter(i)}, '×'))));
	$('level').value = view.level;
}

const setFilter = (i, ...some) => choose({filters: view.filters.toSpliced(i, 1, ...some.filter(Boolean)), off: false});

function filter(i = view.filters.length) {
	dialog.ask('&', 'filter, such as level>=warn and not healthz', view.filters[i] || '', {done: (text) => setFilter(i, text)});
}

function place() {
	dialog.ask(':', 'line, 50%, 10:42, -5m', '', {done(text) {
		const part = /^(\d+(?:\.\d+)?)%$/.exec(text);
		if (part) return go(() => lines.jumpBy(part[1] / 100));
		if (/^\d+$/.test(text)) return go(() => lines.jumpBy(0, text - 1));
		const at = moment(text, log.place()?.time ?? Date.now(), newestTime || Date.now());
		if (at) goTo(at);
		else say(`"${text}" is no line, share or time`);
	}});
}

function opened(line = log.current || lines.all.at(-1)) { if (line) showRecord(lines.record(line)); }

function leave() {
	if (document.body.classList.contains('zoom')) zoom();
	else if (log.query) log.search('');
	else if (view.filters.length || view.level) choose({filters: [], level: ''});
}

const zoom = () => document.body.classList.toggle('zoom');
const gap = (way) => go(() => lines.gap(log.place(), way), 'no gap in time near here');

const either = (one, does) => (key) => does(key === one ? 1 : -1); // of two keys, the first goes on, the other back

listen([
	['F', 'follow', newest, 'follow'],
	['space', 'pause', () => log.following ? log.follow(false) : newest()],
	['/', 'search', search, 'search'],
	['n N', 'next match, previous', either('n', find)],
	['e E', 'next error, previous', either('e', (way) => find(way, 'level>=error'))],
	['} {', 'next gap in time, previous', either('}', gap)],
	['&', 'filter', () => filter(), 'filter'],
	['^', 'filters on or off', () => choose({off: !view.off})],
	['1 2 3 4 5', 'all, debug, info, warn, error', (key) => choose({level: ['', 'debug', 'info', 'warn', 'error'][key - 1]})],
	['M', 'mute sources', dialog.sources],
	[':', 'go to line, 50%, 10:42, -5m', place, 'goto', 'go to'],
	['j ↓', 'down', () => log.move(1)],
	['k ↑', 'up', () => log.move(-1)],
	['f PgDn', 'page down', () => log.move(log.page() - 1)],
	['b PgUp', 'page up', () => log.move(1 - log.page())],
	['d u', 'half a page down, up', either('d', (way) => log.move(way * log.page() >> 1))],
	['g Home', 'oldest line', () => go(() => lines.first ? lines.all[0] : lines.jumpBy(0))],
	['G End', 'newest line', newest],
	['h ←', 'left', () => log.scroll(-64)],
	['l →', 'right', () => log.scroll(64)],
	['enter', 'the record in full', () => opened(), 'open', 'record'],
	['w', 'wrap', () => set({wrap: $('wrap').ariaPressed !== 'true'}), 'wrap'],
	['i', 'histogram', () => set({volume: !settings.volume})],
	['T', 'tables', () => set({tables: tables.toggled()})],
	['] [', 'next table, previous', either(']', tables.step)],
	['z', 'zoom the log', zoom],
	['esc', 'end search, filters, zoom', leave],
	['? F1', 'help', () => $('helping').showModal()],
]);

function apply() {
	const {theme, wrap, present} = settings;
	const narrow = matchMedia('(max-width: 600px)').matches;
	document.documentElement.className = theme;
	$('theme').ariaLabel = $('theme').title = `theme: ${theme}`;
	$('present').ariaPressed = present;
	$('wrap').ariaPressed = wrap ?? narrow;
	$('volume').hidden = !settings.volume;
	log.wrap(wrap ?? narrow);
	tables.show(settings.tables ?? !narrow);
	graphs.repaint();
	volume.repaint();
}

function set(some) {
	remember(some);
	apply();
}

for (const [id, none] of [['level', 'all'], ['alert-level', 'off']]) {
	$(id).append(element('option', {value: ''}, none), ...LEVELS.map((l) => element('option', {value: l}, `≥ ${l}`)));
}
$('level').onchange = (e) => choose({level: e.target.value});
$('theme').onclick = () => set({theme: {auto: 'dark', dark: 'light', light: 'auto'}[settings.theme]});
$('present').onclick = () => {
	set({present: !settings.present});
	takes.present(presented); // there is a button only since something was presented
};
$('below').onclick = newest;
matchMedia('(prefers-color-scheme: dark)').onchange = apply;

alert.start();
dialog.start(choose);
graphs.onPicked(goTo);
volume.start(goTo);
log.start({
	near: (end) => lines.extend(end).then((came) => came && log.draw(), (e) => say(e.message)),
	moved() {
		if (log.following) below = 0;
		point(log.current ? log.time() : NaN);
		status.follow(log.following, below);
		address();
	},
	opened,
	drawn: (first, last) => volume.see(first?.time, last?.time),
});
apply();

const {time, token} = read();
chips();
link.start(token, {
	message: (m) => takes[m.type]?.(m),
	state(kind, text) {
		status.link(kind, text);
		if (kind === 'refused' && !refused) dialog.askToken('rtwatch asks for a token: paste it, or the link that the terminal shows');
		if (kind === 'refused' || kind === 'open') refused = kind === 'refused';
	},
}).then(() => time && goTo(time));
addEventListener('hashchange', async () => {
	const {time, token} = read();
	if (token) await link.enter(token);
	choose({});
	if (time) goTo(time);
});
