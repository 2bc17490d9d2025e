import {byId, element} from './element.js';
import {fieldsOf, pretty} from './field.js';
import {exact, stamp} from './time.js';
import {write} from './token.js';

/** A record in full: when and from where, its fields, its JSON, its lines. */
export class Detail {
	constructor() {
		this.box = byId('detail');
		this.body = byId('record');
		byId('copy').addEventListener('click', () => this.#copy());
	}

	/** @param {Object[]} record a line and those that continue it */
	open(record) {
		const [head] = record;
		this.text = record.map((line) => line.x).join('\n');
		const facts = [['time', stamp(head.time)]];
		if (head.t) facts.push(['arrived', exact(Date.parse(head.at))]);
		if (head.l) facts.push(['level', head.l]);
		facts.push(['source', head.s || '']);
		const fields = fieldsOf(head.x);
		const json = pretty(head.x);
		this.body.replaceChildren(list(facts));
		if (fields.length) this.body.append(element('h3', {}, 'fields'), list(fields));
		if (json) this.body.append(element('h3', {}, 'JSON'), block(json));
		this.body.append(element('h3', {}, 'text'), block(this.text));
		this.box.showModal();
		this.body.scrollTop = 0;
	}

	async #copy() {
		try {
			await navigator.clipboard.writeText(this.text);
			byId('copy').textContent = 'copied';
		} catch {
			byId('copy').textContent = 'not allowed';
		}
		setTimeout(() => { byId('copy').textContent = 'copy'; }, 1500);
	}
}

function block(text) {
	const made = element('pre', {tabindex: '0'});
	write(made, text, null, '0');
	return made;
}

function list(pairs) {
	return element('dl', {}, ...pairs.flatMap(([key, value]) => {
		const dd = element('dd');
		write(dd, value, null, '0');
		return [element('dt', {}, key), dd];
	}));
}
