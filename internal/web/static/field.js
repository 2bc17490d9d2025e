const DEEP = 6; // levels of nested objects that become names with dots
const MOST = 200; // fields shown

/** @returns {*} the JSON in a line, which may stand behind other text; undefined if there is none */
function json(text) {
	for (const from of [text.search(/\S/), text.indexOf('{')]) {
		if (from < 0 || !'{['.includes(text[from])) continue;
		try {
			return JSON.parse(text.slice(from));
		} catch { /* not from there */ }
	}
}

/** @param {string} text a line @returns {string[][]} its names and values, of JSON or of name=value */
export function fieldsOf(text) {
	const value = json(text);
	const all = [];
	if (value && typeof value === 'object') flatten(value, '', all, 0);
	else {
		for (const m of text.matchAll(/(?:^|\s)([A-Za-z_][\w.-]*)=("(?:[^"\\]|\\.)*"|\S*)/g)) all.push([m[1], unquote(m[2])]);
	}
	return all.slice(0, MOST);
}

function flatten(value, name, all, depth) {
	for (const [key, inner] of Object.entries(value)) {
		const full = name ? `${name}.${key}` : key;
		if (inner && typeof inner === 'object' && !Array.isArray(inner) && depth < DEEP) flatten(inner, full, all, depth + 1);
		else all.push([full, typeof inner === 'string' ? inner : JSON.stringify(inner)]);
		if (all.length >= MOST) return;
	}
}

function unquote(text) {
	try {
		return text.startsWith('"') ? JSON.parse(text) : text;
	} catch {
		return text;
	}
}

/** @param {string} text a line @returns {string} its JSON in rows, '' if it has none */
export function pretty(text) {
	const value = json(text);
	return value && typeof value === 'object' ? JSON.stringify(value, null, 2) : '';
}
