import * as alert from './alert.js';
import * as dialog from './dialog.js';
import {$, make, put} from './element.js';
import * as graphs from './graph.js';
import {listen} from './keys.js';
import * as lines from './lines.js';
import * as link from './link.js';
import * as log from './log.js';
import {showRecord} from './record.js';
import {hitOf} from './row.js';
import {linked, say, tell} from './status.js';
import {putTable} from './table.js';
import {count, group, last, moment} from './text.js';
import {all, LEVELS, read, remember, settings, view, write} from './view.js';
import * as volume from './volume.js';

let epoch = '';
let fixed = [];
let below = 0;
let going = null; // taken again if lines are replaced meanwhile
let finding = 0; // an earlier one counts no more
let writing = 0;
let presented = null;

const takes = {
	hello(m) {
		if (epoch && epoch !== m.epoch) log.follow(true);
		epoch = m.epoch;
		fixed = m.filters || [];
		tell({names: m.names.map(last).join('  ')});
		alert.name(m.title);
		$('post').hidden = !m.post;
		$('entering').close();
		chips();
	},
	lines({lines: got, reset, skipped}) {
		if (skipped) got.unshift({n: 'warn', x: `${group(skipped)} lines skipped`});
		if (reset) below = skipped || 0;
		if (!reset) added(got);
		else if (log.following) {
			lines.replace(got);
			log.follow(true);
		} else {
			lines.part();
			const cursor = log.place()?.c;
			go(going || (() => cursor && lines.jumpTo(cursor)));
		}
		volume[reset ? 'load' : 'refresh']();
	},
	state(m) {
		tell({state: m});
		const names = m.sources.flatMap(({lines, name}) => lines ? name : []);
		log.name(names);
		dialog.name(names);
		volume.refresh();
	},
	series: (m) => graphs.set(m.series),
	samples: (m) => graphs.add(m.samples),
	table: putTable,
	error: (m) => say(m.error),
	present(m) {
		presented = m;
		$('present').hidden = false;
		if (!settings.present) return;
		if (m.cursor) show(m.cursor);
		else newest();
		if (m.filter !== view.filter || view.level || view.mute.length) choose({filters: [m.filter].filter(Boolean), level: '', mute: [], off: false});
	},
};

function added(got) {
	const end = lines.all.at(-1)?.c;
	alert.came(got);
	lines.come(got, log.following);
	log.draw();
	if (log.following) return;
	below += got.filter((line) => line.c !== end).length;
	tell({below});
}

function choose(some) {
	Object.assign(view, some);
	link.renew(log.following ? undefined : 0);
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

// Where there is no line, says so or follows.
async function go(way, none) {
	going = way;
	const {following} = log;
	if (following) log.follow(false);
	let line;
	try {
		line = await way();
	} catch (e) {
		none = e.message;
	}
	if (line) log.go(line);
	else if (line === undefined && going === way) {
		if (none) say(none);
		if (following || !none) newest();
	}
	if (going === way) going = null;
}

// With a hit: to the line of its record that has it, else its first.
const show = (cursor, hit) => go(async () => {
	const line = lines.held(cursor) || await lines.jumpTo(cursor);
	if (!line || !hit) return line;
	const record = lines.record(line);
	return record.find(({x}) => x.search(hit) >= 0) || record[0];
});

function goTo(time) {
	if (!time) return;
	point(time);
	go(() => lines.jumpToTime(time), 'no line at that time');
}

function newest() {
	going = null;
	lines.stop();
	if (!lines.last) link.renew();
	log.follow(true);
}

async function find(way, query = log.query, from) {
	const line = log.current || (way > 0 ? log.place() : lines.all.at(-1));
	if (!query || !line) return;
	from ||= lines.record(line).at(way > 0 ? -1 : 0).c;
	const mine = ++finding;
	try {
		const got = await link.ask('search', {q: query, [way > 0 ? 'after' : 'before']: from, n: 1});
		if (mine !== finding) return;
		if (query === log.query) put('found', `/${query} · ${got.done ? '' : '≥ '}${count(got.records, 'record')}`);
		if (got.lines.length) show(got.lines[0].c, hitOf(query) || /^/);
		else say(`nothing further ${way > 0 ? 'down' : 'up'}`);
	} catch (e) {
		say(e.message);
	}
}

function search() {
	dialog.ask('/', 'search', log.query, (text) => {
		log.search(text);
		const end = lines.all.at(-1)?.c;
		if (end) find(-1, text, link.shift(end, 1)); // the last line may have it, too
	});
}

function chips() {
	$('filters').replaceChildren(...fixed.map((f) => make('span', {className: 'chip', title: 'given to rtwatch'}, f)),
		...view.filters.map((f, i) => make('span', view.off ? 'chip off' : 'chip',
			make('button', {title: 'edit', onclick: () => filter(i)}, f),
			make('button', {ariaLabel: `remove filter ${f}`, onclick: () => setFilter(i)}, '×'))));
	$('level').value = view.level;
	put('sources', `sources ${-view.mute.length || ''}`);
}

async function setFilter(i, ...some) {
	const filters = view.filters.toSpliced(i, 1, ...some.filter(Boolean));
	await link.ask('lines', {n: 0}, [all(filters)]); // or it is refused
	choose({filters, off: false});
}

function filter(i = view.filters.length) {
	dialog.ask('&', 'filter, such as level>=warn and not healthz', view.filters[i] || '', (text) => setFilter(i, text));
}

function place() {
	dialog.ask(':', '1200, 50%, 10:42, -5m', '', (text) => {
		if (/^\d+%?$/.test(text)) return go(() => lines.jumpToLine(text), 'no line from there on');
		const at = moment(text, log.place()?.time ?? Date.now(), volume.end());
		if (!at) throw new Error(`"${text}" is no time`);
		goTo(at);
	});
}

function opened() {
	const line = log.current || lines.all.at(-1);
	if (line) showRecord(lines.record(line));
	return line;
}

function leave() {
	if (document.body.matches('.zoom')) zoom();
	else if (log.query) log.search('');
	else if (view.filters.length || view.level) choose({filters: [], level: ''});
}

const zoom = () => document.body.classList.toggle('zoom');

listen([
	['F', 'follow', newest, 'follow'],
	['space', 'pause', () => log.following ? log.follow(false) : newest()],
	['/', 'search', search, 'search'],
	['n N', 'next match, previous', (way) => find(way)],
	['e E', 'next error, previous', (way) => find(way, 'level>=error')],
	['} {', 'next gap in time, previous', (way) => go(() => lines.gap(log.place(), way), 'no gap in time near here')],
	['&', 'filter', () => filter(), 'filter'],
	['^', 'filters on or off', () => choose({off: !view.off})],
	['1 2 3 4 5', 'all, debug, info, warn, error', (_, key) => choose({level: ['', 'debug', 'info', 'warn', 'error'][key - 1]})],
	['M', 'mute sources', dialog.sources],
	[':', 'go to 1200, 50%, 10:42, -5m', place, 'goto', 'go to'],
	['j k ↓ ↑', 'down, up', log.move],
	['f b PgDn PgUp', 'page down, up', (way) => log.move(way * (log.page() - 1))],
	['d u', 'half a page down, up', (way) => log.move(way * log.page() >> 1)],
	['g Home', 'oldest line', () => go(() => lines.first ? lines.all[0] : lines.jumpToTime(0))],
	['G End', 'newest line', newest],
	['l h → ←', 'right, left', (way) => $('log').scrollBy(way * 64, 0)],
	['enter', 'the record in full', opened, 'open', 'record'],
	['y c', 'copy the record', () => opened() && $('copy').click()],
	['w', 'wrap', () => set({wrap: $('wrap').ariaPressed !== 'true'}), 'wrap'],
	['i', 'histogram', () => set({volume: !settings.volume})],
	['T', 'tables', () => set({tables: $('tables').hidden})],
	['z', 'zoom the log', zoom],
	['esc', 'end search, filters, zoom', leave],
	['? F1', 'help', () => $('help').click()],
]);

function apply() {
	const narrow = matchMedia('(max-width: 600px)').matches;
	const {theme, present, wrap = narrow, tables = !narrow} = settings;
	document.documentElement.style.colorScheme = theme === 'auto' ? '' : theme;
	$('theme').ariaLabel = $('theme').title = `theme: ${theme}`;
	$('present').ariaPressed = present;
	$('wrap').ariaPressed = wrap;
	$('volume').hidden = !settings.volume;
	log.wrap(wrap);
	$('tables').hidden = !tables;
	graphs.draw();
	volume.load();
}

function set(some) {
	remember(some);
	apply();
}

for (const [id, none] of [['level', 'all'], ['alert-level', 'off']]) {
	$(id).append(new Option(none, ''), ...LEVELS.map((l) => new Option(`≥ ${l}`, l)));
}
$('level').onchange = ({target}) => {
	target.blur();
	choose({level: target.value});
};
window.onmousedown = (e) => { if (e.target.closest('button')) e.preventDefault(); }; // keys stay the log's
$('theme').onclick = () => set({theme: {auto: 'dark', dark: 'light', light: 'auto'}[settings.theme]});
$('present').onclick = () => {
	set({present: !settings.present});
	takes.present(presented);
};
$('below').onclick = newest;
$('muting').onchange = () => choose({mute: dialog.muted()});
matchMedia('(prefers-color-scheme: dark)').onchange = apply;

alert.start();
addEventListener('picked', ({detail}) => goTo(detail));
log.start({
	moved() {
		if (log.following) below = 0;
		point(log.current ? log.time() : NaN);
		tell({following: log.following, below});
		address();
	},
	opened,
});

link.start({
	message: (m) => takes[m.type]?.(m),
	state(kind, text) {
		linked(kind, text);
		if (kind === 'refused') dialog.askToken();
	},
});

async function enter() {
	const {time, token} = read();
	chips();
	await link.enter(token);
	goTo(time);
}

enter();
apply();
window.onhashchange = enter;
