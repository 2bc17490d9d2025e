/**
 * Makes an element. Text becomes text nodes, whatever is in it: nothing that
 * comes from outside is ever read as HTML.
 * @param {string} name the tag
 * @param {Object<string, string|boolean|Function>} [has] attributes; `on…` are listeners, true is an empty attribute, false none
 * @param {...(Node|string)} inside
 * @returns {HTMLElement}
 */
export function element(name, has = {}, ...inside) {
	const made = document.createElement(name);
	for (const [key, value] of Object.entries(has)) {
		if (typeof value === 'function') made.addEventListener(key.slice(2), value);
		else if (value !== false) made.setAttribute(key, value === true ? '' : value);
	}
	made.append(...inside);
	return made;
}

/** @param {string} id @returns {HTMLElement} the page's own element */
export const byId = (id) => document.getElementById(id);

/**
 * Calls draw in the next frame, however often it is asked to before.
 * @param {function(): void} draw
 * @returns {function(): void}
 */
export function framed(draw) {
	let asked = false;
	return () => {
		if (asked) return;
		asked = true;
		requestAnimationFrame(() => {
			asked = false;
			draw();
		});
	};
}
