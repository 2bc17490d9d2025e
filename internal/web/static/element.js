export const $ = (id) => document.getElementById(id);

// Makes an element with a class, or with properties. Text stays text.
export function element(name, has = '', ...inside) {
	const made = Object.assign(document.createElement(name), typeof has === 'string' ? {className: has} : has);
	made.append(...inside);
	return made;
}

// Draws once a frame, however often it is called.
export function framed(draw) {
	let asked = 0;
	return () => {
		asked ||= requestAnimationFrame(() => {
			asked = 0;
			draw();
		});
	};
}
