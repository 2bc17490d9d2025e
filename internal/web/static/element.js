/** The page's own element of an id. */
export const $ = (id) => document.getElementById(id);

/** Makes an element. has: a class, or attributes (true: empty, false: none) and `on…` listeners. Text stays text. */
export function element(name, has, ...inside) {
	const made = document.createElement(name);
	if (typeof has === 'string') made.className = has;
	else {
		for (const [key, value] of Object.entries(has || {})) {
			if (typeof value === 'function') made[key] = value;
			else if (value !== false) made.setAttribute(key, value === true ? '' : value);
		}
	}
	made.append(...inside);
	return made;
}

/** Options of a choice: a first one, then the levels. */
export const options = (first, text, levels) => [element('option', {value: first}, text), ...levels.map((l) => element('option', {value: l}, `≥ ${l}`))];

/** Calls draw in the next frame, however often it is asked to before. */
export function framed(draw) {
	let asked = 0;
	return () => {
		asked ||= requestAnimationFrame(() => {
			asked = 0;
			draw();
		});
	};
}
