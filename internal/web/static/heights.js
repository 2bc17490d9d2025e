/** Where each row stands, in pixels. Rows of wrapped lines are guessed until they were seen. */
export class Heights {
	row = 18; // a row's height
	columns = 0; // characters that fit beside each other; 0: lines do not wrap
	#tops = null;

	/** @param {Object[]} lines forgets the places; they are found again when asked for */
	reset(lines) {
		this.lines = lines;
		this.#tops = null;
	}

	#find() {
		if (this.#tops) return this.#tops;
		const tops = new Float64Array(this.lines.length + 1);
		for (let i = 0; i < this.lines.length; i++) tops[i + 1] = tops[i] + this.#height(this.lines[i]);
		return this.#tops = tops;
	}

	#height(line) {
		if (line.columns !== this.columns) {
			line.columns = this.columns;
			line.height = this.row * Math.max(1, Math.ceil(line.x.length / this.columns));
		}
		return line.height;
	}

	/** @returns {number} the upper edge of the i-th row */
	top(i) { return this.columns ? this.#find()[i] : i * this.row; }

	/** @returns {number} the row at a height */
	at(y) {
		if (!this.columns) return Math.floor(y / this.row);
		const tops = this.#find();
		let from = 0;
		let to = this.lines.length;
		while (from < to) {
			const mid = (from + to) >> 1;
			if (tops[mid + 1] > y) to = mid;
			else from = mid + 1;
		}
		return from;
	}

	/** Corrects a guess. @returns {boolean} whether it was wrong */
	seen(line, height) {
		if (!this.columns || !height || line.height === height) return false;
		line.height = height;
		this.#tops = null;
		return true;
	}
}
