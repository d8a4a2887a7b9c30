/*
 * Curves over the steps of a run, as SVG, for a run's report and its live page. Plain ES2020, needs nothing but page.css.
 *
 *   const chart = Pixio.curve(element, {
 *     title: 'loss',
 *     unit: '',             // 'bytes' and 'share' (0 to 1) are written for people, any other word stands beside the title
 *     log: false,           // logarithmic values
 *     zero: false,          // let the values begin at 0
 *     smooth: true,         // a mean over 1 % of the points on either side, over the raw line; a number is another share
 *     series: [{
 *       name: 'a',
 *       x: [...], y: [...],            // x ascends; NaN, null and infinite values are gaps
 *       line: {x: [...], y: [...]}     // optional: the smoothed line, where somebody knew more points than these
 *     }],
 *     marks: [{x: 120, text: 'not-finite: ...'}]
 *   });
 *   chart.update(spec);     // draws other data in the same place; hidden series stay hidden
 */
(function () {
  'use strict';

  const SVG = 'http://www.w3.org/2000/svg';
  const COLOURS = 6;
  const FEW = 40; // points up to which each gets a dot
  const LISTED = 3; // marks in the read-out
  const MARKED = 200; // marks that are drawn
  let charts = 0;

  // --- Numbers as people read them ---------------------------------------------------------------------------------

  function trimmed(text) {
    return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  }

  function grouped(value, decimals) {
    return value.toLocaleString('en-US', {minimumFractionDigits: decimals, maximumFractionDigits: decimals});
  }

  const BYTES = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

  function bytesUnit(value) {
    return value < 1024 ? 0 : Math.min(BYTES.length - 1, Math.floor(Math.log2(value) / 10));
  }

  function plain(value, digits) {
    const size = Math.abs(value);
    if (size !== 0 && (size < 1e-3 || size >= 1e9)) {
      const [mantissa, exponent] = value.toExponential(digits - 1).split('e');
      return trimmed(mantissa) + 'e' + exponent.replace('+', '');
    }
    const decimals = size === 0 ? 0 : Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
    return trimmed(grouped(value, Math.min(decimals, 12)));
  }

  /** A value with its unit. */
  function format(value, unit) {
    if (!Number.isFinite(value)) {
      return '–';
    }
    if (unit === 'share') {
      return plain(100 * value, 3) + ' %';
    }
    if (unit === 'bytes') {
      const power = bytesUnit(Math.abs(value));
      return plain(value / 1024 ** power, 3) + ' ' + BYTES[power];
    }
    return plain(value, 4);
  }

  function formatStep(value) {
    return grouped(Math.round(value), 0);
  }

  function shortStep(value, span) {
    const unit = span >= 2e6 ? [1e6, ' M'] : span >= 2e4 ? [1e3, ' k'] : [1, ''];
    return trimmed(grouped(value / unit[0], unit[0] === 1 ? 0 : 2)) + (value === 0 ? '' : unit[1]);
  }

  // --- Scales ------------------------------------------------------------------------------------------------------

  /** The next of 1, 2, 5, 10, 20, ... */
  function niceStep(least) {
    const power = 10 ** Math.floor(Math.log10(least));
    for (const factor of [1, 2, 5]) {
      if (factor * power >= least * (1 - 1e-9)) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  function linearScale(low, high, spec, count) {
    let from = spec.zero ? Math.min(0, low) : low;
    let to = high;
    if (from === to) {
      const room = from === 0 ? (spec.unit === 'share' ? 0.01 : 1) : Math.abs(from) * 0.05;
      from = spec.zero && from >= 0 ? from : from - room;
      to += room;
    }
    const size = spec.unit === 'bytes' ? 1024 ** bytesUnit(Math.max(Math.abs(from), Math.abs(to))) : 1;
    const step = niceStep((to - from) / size / count) * size;
    const first = Math.floor(from / step + 1e-9);
    const last = Math.ceil(to / step - 1e-9);
    const ticks = [];
    for (let i = first; i <= last; i++) {
      ticks.push(i * step);
    }
    const label = value => tickLabel(value, step, size, spec.unit);
    return {ticks, label, place: value => (value - first * step) / ((last - first) * step || 1)};
  }

  function tickLabel(value, step, size, unit) {
    if (unit === 'bytes') {
      const shown = step / size;
      return grouped(value / size, decimalsOf(shown)) + ' ' + BYTES[Math.round(Math.log2(size) / 10)];
    }
    if (unit === 'share') {
      return grouped(100 * value, decimalsOf(100 * step)) + ' %';
    }
    if (Math.abs(value) < step / 2) {
      return '0';
    }
    if (step < 1e-4 || Math.abs(value) >= 1e9) {
      const [mantissa, exponent] = value.toExponential(2).split('e');
      return trimmed(mantissa) + 'e' + exponent.replace('+', '');
    }
    return grouped(value, decimalsOf(step));
  }

  function decimalsOf(step) {
    return Math.max(0, Math.min(12, -Math.floor(Math.log10(step) + 1e-9)));
  }

  function logScale(low, high, spec, count) {
    let from = Math.log10(low);
    let to = Math.log10(high);
    if (to - from < 0.3) {
      from -= 0.15;
      to += 0.15;
    }
    const factors = to - from < 1.2 ? [1, 2, 3, 5, 7] : to - from < 2.6 ? [1, 2, 5] : [1];
    const every = Math.max(1, Math.ceil((to - from) / count));
    const ticks = [];
    for (let power = Math.floor(from); power <= Math.ceil(to); power++) {
      for (const factor of factors) {
        const value = factor * 10 ** power;
        const place = Math.log10(value);
        if (place >= from - 1e-9 && place <= to + 1e-9 && power % every === 0) {
          ticks.push(value);
        }
      }
    }
    return {ticks, label: value => format(value, spec.unit), place: value => (Math.log10(value) - from) / (to - from)};
  }

  function stepTicks(low, high, count) {
    const step = Math.max(1, niceStep((high - low) / count || 1));
    const ticks = [];
    for (let value = Math.ceil(low / step) * step; value <= high; value += step) {
      ticks.push(value);
    }
    return ticks;
  }

  // --- Data --------------------------------------------------------------------------------------------------------

  /** The mean over the points around each: at the beginning both sides are equally short, at the end one is. */
  function smoothed(values, around) {
    const sums = new Float64Array(values.length + 1);
    const counts = new Float64Array(values.length + 1);
    values.forEach((value, i) => {
      const there = Number.isFinite(value);
      sums[i + 1] = sums[i] + (there ? value : 0);
      counts[i + 1] = counts[i] + (there ? 1 : 0);
    });
    return values.map((_, i) => {
      const from = i - Math.min(around, i);
      const to = Math.min(values.length, i + Math.min(around, i) + 1);
      const count = counts[to] - counts[from];
      return count === 0 ? NaN : (sums[to] - sums[from]) / count;
    });
  }

  /** On a logarithmic axis means are geometric, so that a single spike does not carry them away. */
  function smoothedFor(values, around, log) {
    return log ? smoothed(values.map(Math.log), around).map(Math.exp) : smoothed(values, around);
  }

  function prepared(series, index, spec) {
    const share = spec.smooth === true ? 0.01 : Number(spec.smooth) || 0;
    const usable = value => (typeof value === 'number' && Number.isFinite(value) && !(spec.log && value <= 0) ? value : NaN);
    const y = Array.from(series.y, usable);
    const x = Array.from(series.x);
    let line = null;
    if (share > 0 && x.length > FEW) {
      line = series.line
        ? {x: Array.from(series.line.x), y: Array.from(series.line.y, usable)}
        : {x, y: smoothedFor(y, Math.max(4, Math.round(x.length * share)), spec.log)};
    }
    return {name: String(series.name), colour: `var(--series-${1 + (index % COLOURS)})`, x, y, line};
  }

  /** The index of the point that is nearest to a place; the numbers ascend. */
  function nearest(numbers, wanted) {
    let low = 0;
    let high = numbers.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (numbers[middle] < wanted) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return Math.abs(numbers[low] - wanted) <= Math.abs(numbers[high] - wanted) ? low : high;
  }

  function extent(lists) {
    let low = Infinity;
    let high = -Infinity;
    for (const list of lists) {
      for (const value of list) {
        if (Number.isFinite(value)) {
          low = Math.min(low, value);
          high = Math.max(high, value);
        }
      }
    }
    return [low, high];
  }

  // --- Elements ----------------------------------------------------------------------------------------------------

  function html(name, className, text) {
    const made = document.createElement(name);
    if (className) {
      made.className = className;
    }
    if (text !== undefined) {
      made.textContent = text;
    }
    return made;
  }

  function svg(name, attributes, text) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) {
      made.setAttribute(key, value);
    }
    if (text !== undefined) {
      made.textContent = text;
    }
    return made;
  }

  function coloured(element, colour) {
    element.style.setProperty('--colour', colour);
    return element;
  }

  /** A path that is broken where values are missing; a value alone between two gaps is a dot. */
  function path(x, y, toX, toY) {
    let d = '';
    let open = false;
    for (let i = 0; i < y.length; i++) {
      if (!Number.isFinite(y[i])) {
        open = false;
        continue;
      }
      const point = toX(x[i]).toFixed(1) + ' ' + toY(y[i]).toFixed(1);
      d += open ? 'L' + point : 'M' + point + 'h0';
      open = true;
    }
    return d;
  }

  // --- A chart -----------------------------------------------------------------------------------------------------

  class Chart {
    constructor(element) {
      this.id = 'pixio-curve-' + ++charts;
      this.hidden = new Set();
      this.cursor = null;
      this.root = html('div', 'curve');
      this.head = html('div', 'curve-head');
      this.legend = html('div', 'curve-legend');
      this.plot = html('div', 'curve-plot');
      this.tip = html('div', 'curve-tip');
      this.tip.hidden = true;
      this.said = html('div', 'unseen');
      this.said.setAttribute('aria-live', 'polite');
      this.plot.tabIndex = 0;
      this.plot.setAttribute('role', 'group');
      this.plot.setAttribute('aria-roledescription', 'chart');
      this.root.append(this.head, this.legend, this.plot, this.said);
      element.replaceChildren(this.root);
      this.listen();
    }

    listen() {
      const move = event => this.point(event.clientX);
      this.plot.addEventListener('pointermove', move);
      this.plot.addEventListener('pointerdown', move);
      this.plot.addEventListener('pointerleave', () => this.leave());
      this.plot.addEventListener('pointercancel', () => this.leave());
      this.plot.addEventListener('blur', () => this.leave());
      this.plot.addEventListener('keydown', event => this.key(event));
      if (window.ResizeObserver) {
        new ResizeObserver(() => this.width() !== this.drawnWidth && this.draw()).observe(this.plot);
      }
    }

    width() {
      return Math.max(200, Math.round(this.plot.clientWidth || 560));
    }

    update(spec) {
      this.spec = {unit: '', marks: [], series: [], ...spec};
      this.series = this.spec.series.map((series, i) => prepared(series, i, this.spec));
      this.draw();
    }

    visible() {
      const shown = this.series.filter(series => !this.hidden.has(series.name));
      return shown.length > 0 ? shown : this.series;
    }

    draw() {
      if (!this.spec) {
        return;
      }
      this.drawnWidth = this.width();
      this.drawHead();
      this.drawLegend();
      const shown = this.visible();
      const [low, high] = extent(shown.map(series => series.y));
      if (low > high) {
        this.plot.replaceChildren(html('div', 'curve-empty', 'nothing to show yet'));
        this.frame = null;
        return;
      }
      this.layOut(shown, low, high);
      this.drawPlot(shown);
      this.plot.setAttribute('aria-label', this.summary(shown, low, high));
      if (this.cursor !== null) {
        this.show(this.cursor);
      }
    }

    drawHead() {
      const title = html('h3', '', this.spec.title);
      title.id = this.id;
      if (this.spec.unit && !['bytes', 'share'].includes(this.spec.unit)) {
        title.append(html('span', '', this.spec.unit));
      }
      if (this.spec.log) {
        title.append(html('span', '', 'logarithmic'));
      }
      this.head.replaceChildren(title);
      if (this.series.length === 1) {
        const {y, line} = this.series[0];
        const values = (line ? line.y : y).filter(Number.isFinite);
        if (values.length > 0) {
          this.head.append(html('span', 'curve-now', format(values[values.length - 1], this.spec.unit)));
        }
      }
    }

    drawLegend() {
      this.legend.hidden = this.series.length < 2;
      // In place, so that the focus stays on a button that was pressed.
      this.series.forEach((series, i) => {
        let button = this.legend.children[i];
        if (!button) {
          button = html('button');
          button.type = 'button';
          button.addEventListener('click', () => this.toggle(button.textContent));
          this.legend.append(button);
        }
        button.textContent = series.name;
        button.setAttribute('aria-pressed', String(!this.hidden.has(series.name)));
        coloured(button, series.colour);
      });
      while (this.legend.children.length > this.series.length) {
        this.legend.lastChild.remove();
      }
    }

    toggle(name) {
      if (!this.hidden.delete(name)) {
        this.hidden.add(name);
      }
      if (this.series.every(series => this.hidden.has(series.name))) {
        this.hidden.clear();
      }
      this.draw();
    }

    layOut(shown, low, high) {
      const width = this.drawnWidth;
      const height = width < 420 ? 190 : width > 800 ? 300 : 224;
      const lines = Math.max(3, Math.round(height / 48));
      const scale = this.spec.log ? logScale(low, high, this.spec, lines) : linearScale(low, high, this.spec, lines);
      const labels = scale.ticks.map(scale.label);
      const left = 14 + 6.4 * Math.max(4, ...labels.map(label => label.length));
      const top = this.spec.marks.length > 0 ? 16 : 8;
      const box = {left, top, right: width - 14, bottom: height - 26};
      let [from, to] = extent(shown.map(series => series.x));
      if (from === to) {
        from -= 0.5;
        to += 0.5;
      }
      this.frame = {
        width,
        height,
        box,
        from,
        to,
        ticks: scale.ticks.map((value, i) => ({value, label: labels[i]})),
        toX: value => box.left + ((value - from) / (to - from)) * (box.right - box.left),
        toY: value => box.bottom - scale.place(value) * (box.bottom - box.top),
        fromX: place => from + ((place - box.left) / (box.right - box.left)) * (to - from),
      };
    }

    drawPlot(shown) {
      const {width, height} = this.frame;
      const picture = svg('svg', {viewBox: `0 0 ${width} ${height}`, width, height, 'aria-hidden': 'true'});
      picture.append(this.axes(), this.marks());
      const lines = svg('g', {});
      // All raw lines are under all smoothed ones.
      shown.forEach(series => this.raw(series, lines));
      shown.forEach(series => this.line(series, lines));
      picture.append(lines);
      this.overlay = svg('g', {});
      picture.append(this.overlay);
      this.plot.replaceChildren(picture, this.tip);
    }

    axes() {
      const {box, from, to, ticks, toX, toY} = this.frame;
      const group = svg('g', {});
      for (const {value, label} of ticks) {
        const y = toY(value);
        group.append(svg('line', {class: 'curve-grid', x1: box.left, x2: box.right, y1: y, y2: y}));
        group.append(svg('text', {x: box.left - 8, y: y + 4, 'text-anchor': 'end'}, label));
      }
      group.append(svg('line', {class: 'curve-axis', x1: box.left, x2: box.right, y1: box.bottom, y2: box.bottom}));
      group.append(svg('text', {x: box.left - 8, y: box.bottom + 19, 'text-anchor': 'end'}, this.spec.xName || 'step'));
      const wide = (box.right - box.left) / (from >= 0 && to < 2e4 ? 64 : 76);
      for (const value of stepTicks(from, to, Math.max(2, Math.floor(wide)))) {
        const x = toX(value);
        const label = shortStep(value, to);
        const cut = x + 3.3 * label.length > this.frame.width;
        group.append(svg('line', {class: 'curve-axis', x1: x, x2: x, y1: box.bottom, y2: box.bottom + 4}));
        group.append(svg('text', {x: cut ? this.frame.width : x, y: box.bottom + 19, 'text-anchor': cut ? 'end' : 'middle'}, label));
      }
      return group;
    }

    marks() {
      const {box, from, to, toX} = this.frame;
      const group = svg('g', {});
      for (const mark of this.spec.marks.filter(mark => mark.x >= from && mark.x <= to).slice(0, MARKED)) {
        const x = toX(mark.x);
        group.append(svg('line', {class: 'curve-mark', x1: x, x2: x, y1: box.top - 6, y2: box.bottom}));
        const flag = svg('path', {class: 'curve-mark-flag', d: `M${x - 4} ${box.top - 12}h8l-4 7z`});
        flag.append(svg('title', {}, mark.text));
        group.append(flag);
      }
      return group;
    }

    raw(series, lines) {
      const {toX, toY} = this.frame;
      const d = path(series.x, series.y, toX, toY);
      lines.append(coloured(svg('path', {class: series.line ? 'curve-raw' : 'curve-line', d}), series.colour));
      if (series.x.length <= FEW) {
        series.y.forEach((value, i) => {
          if (Number.isFinite(value)) {
            const dot = svg('circle', {class: 'curve-dot', cx: toX(series.x[i]), cy: toY(value), r: 3});
            lines.append(coloured(dot, series.colour));
          }
        });
      }
    }

    line(series, lines) {
      if (series.line) {
        const d = path(series.line.x, series.line.y, this.frame.toX, this.frame.toY);
        lines.append(coloured(svg('path', {class: 'curve-line', d}), series.colour));
      }
    }

    summary(shown, low, high) {
      const unit = this.spec.unit;
      const steps = `steps ${formatStep(this.frame.from)} to ${formatStep(this.frame.to)}`;
      const ends = shown.map(({name, y, line}) => {
        const values = (line ? line.y : y).filter(Number.isFinite);
        return `${name}: from ${format(values[0], unit)} to ${format(values[values.length - 1], unit)}`;
      });
      const range = `lowest ${format(low, unit)}, highest ${format(high, unit)}`;
      return `${this.spec.title}, ${steps}. ${ends.join('. ')}. ${range}. Arrow keys read values.`;
    }

    // --- The read-out ----------------------------------------------------------------------------------------------

    point(clientX) {
      if (!this.frame) {
        return;
      }
      const bounds = this.plot.getBoundingClientRect();
      const wanted = this.frame.fromX(((clientX - bounds.left) / bounds.width) * this.frame.width);
      const [, step] = this.visible()
        .filter(series => series.x.length > 0)
        .map(series => series.x[nearest(series.x, wanted)])
        .map(x => [Math.abs(x - wanted), x])
        .reduce((best, next) => (next[0] < best[0] ? next : best));
      this.show(step);
    }

    key(event) {
      if (!this.frame) {
        return;
      }
      const steps = this.visible()[0].x;
      const last = steps.length - 1;
      const now = this.cursor === null ? last : nearest(steps, this.cursor);
      const far = event.shiftKey ? Math.max(10, Math.round(last / 20)) : 1;
      const wanted = {ArrowLeft: now - (this.cursor === null ? 0 : far), ArrowRight: now + far, Home: 0, End: last}[event.key];
      if (event.key === 'Escape') {
        this.leave();
      } else if (wanted !== undefined) {
        event.preventDefault();
        this.show(steps[Math.max(0, Math.min(last, wanted))]);
        this.said.textContent = Array.from(this.tip.children, row => row.textContent).join(', ');
      }
    }

    leave() {
      this.cursor = null;
      this.tip.hidden = true;
      if (this.overlay) {
        this.overlay.replaceChildren();
      }
    }

    show(step) {
      this.cursor = step;
      const {box, toX, toY} = this.frame;
      const x = toX(Math.max(this.frame.from, Math.min(this.frame.to, step)));
      this.overlay.replaceChildren(svg('line', {class: 'curve-cursor', x1: x, x2: x, y1: box.top, y2: box.bottom}));
      const rows = [html('div')];
      rows[0].append(html('b', '', `${this.spec.xName || 'step'} ${formatStep(step)}`));
      for (const series of this.visible()) {
        if (series.x.length > 0 && step >= series.x[0] && step <= series.x[series.x.length - 1]) {
          rows.push(...this.readings(series, step, x, toY));
        }
      }
      rows.push(...this.marksAt(x, toX));
      this.tip.replaceChildren(...rows);
      this.tip.hidden = false;
      this.placeTip(x);
    }

    readings(series, step, x, toY) {
      const raw = series.y[nearest(series.x, step)];
      const mean = series.line ? series.line.y[nearest(series.line.x, step)] : raw;
      if (Number.isFinite(mean)) {
        this.overlay.append(coloured(svg('circle', {class: 'curve-cursor-dot', cx: x, cy: toY(mean), r: 4.5}), series.colour));
      }
      const alone = this.series.length === 1;
      const rows = [this.reading(alone ? (series.line ? 'mean nearby' : this.spec.title) : series.name, mean, series.colour)];
      if (alone && series.line) {
        rows.push(this.reading('this step', raw, 'transparent'));
      }
      return rows;
    }

    reading(name, value, colour) {
      const row = html('div');
      row.append(coloured(html('i'), colour), html('span', '', name), html('b', '', format(value, this.spec.unit)));
      return row;
    }

    marksAt(x, toX) {
      return this.spec.marks
        .filter(mark => Math.abs(toX(mark.x) - x) <= 8)
        .slice(0, LISTED)
        .map(mark => html('div', 'curve-tip-mark', mark.text));
    }

    placeTip(x) {
      const scale = this.plot.clientWidth / this.frame.width || 1;
      const room = this.plot.clientWidth - this.tip.offsetWidth;
      const right = x * scale + 14;
      const left = x * scale - 14 - this.tip.offsetWidth;
      this.tip.style.left = Math.max(0, Math.min(room, right <= room ? right : left)) + 'px';
    }
  }

  function curve(element, spec) {
    const chart = new Chart(element);
    chart.update(spec);
    return {update: next => chart.update(next)};
  }

  window.Pixio = Object.assign(window.Pixio || {}, {curve, format});
})();
