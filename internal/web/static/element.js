export const $ = (id) => document.getElementById(id);

export const put = (id, text) => $(id).textContent = text;

// Makes an element with a class, or with properties. Text stays text.
export function make(name, has = '', ...inside) {
	const made = Object.assign(document.createElement(name), typeof has === 'string' ? {className: has} : has);
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
