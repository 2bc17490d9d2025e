import {byId, element} from './element.js';

/** The filters beside the log's name: those given to rtwatch, and the viewer's own. */
export class Chips {
	#fixed = [];

	/** @param {View} view @param {{edit: function(number): void, changed: function(): void}} on */
	constructor(view, on) { Object.assign(this, {view, on}); }

	/** @param {string[]} [fixed] what was given to rtwatch, if that is new */
	draw(fixed = this.#fixed) {
		const {view, on} = this;
		this.#fixed = fixed;
		byId('filters').replaceChildren(...fixed.map((f) => element('span', {class: 'chip', title: 'given to rtwatch'}, f)),
			...view.filters.map((f, i) => element('span', {class: view.off ? 'chip off' : 'chip'},
				element('button', {title: 'edit', onclick: () => on.edit(i)}, f),
				element('button', {'aria-label': `remove filter ${f}`, onclick: () => {
					view.filters.splice(i, 1);
					on.changed();
				}}, '×'))));
		byId('level').value = view.level;
	}
}
