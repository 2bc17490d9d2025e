export const $ = (id) => document.getElementById(id);

// Makes an element. has: a class, or attributes, and properties that are no text, such as `on…`. Text stays text.
export function element(name, has = '', ...inside) {
	const made = document.createElement(name);
	for (const [key, value] of Object.entries(typeof has === 'string' ? {class: has} : has)) {
		if (key in made && typeof value !== 'string') made[key] = value;
		else made.setAttribute(key, value);
	}
	made.append(...inside);
	return made;
}

export function framed(draw) {
	let asked = 0;
	return () => {
		asked ||= requestAnimationFrame(() => {
			asked = 0;
			draw();
		});
	};
}
