/*
 * Charts over the steps of a run, for the report and the live page: uPlot with a legend of buttons, values at the cursor,
 * event marks, and keyboard control. Requires uPlot 1.6 and page.css. Cursors and zoom of all charts of a page are linked.
 *
 *   const chart = Pixio.chart(element, {
 *     title: 'Loss',
 *     unit: '',             // 'bytes' and 'share' (0 to 1) are formatted; any other text is shown beside the title
 *     log: false,           // logarithmic values
 *     zero: false,          // include 0 in the range of values
 *     series: [{
 *       name: 'a',
 *       x: [...], y: [...],            // x in ascending order; NaN, null and infinite values are gaps
 *       line: {x: [...], y: [...]}     // optional: the smoothed values
 *     }],
 *     marks: [{x: 120, text: 'not-finite: ...'}]
 *   });
 *   chart.update(spec);     // replaces the data; hidden series stay hidden, the zoom stays
 */
(function () {
  'use strict';

  const COLOURS = 6;
  const FEW = 40; // charts whose series all have at most this number of points have dots and no smoothed lines
  const LISTED = 3; // marks listed beside the values
  const NEAR = 8; // maximum distance in pixels from the cursor to a listed mark
  const FONT = '11.5px system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif';
  const all = new Set();

  // --- Numbers -----------------------------------------------------------------------------------------------------

  const BYTES = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

  function trimmed(text) {
    return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  }

  function grouped(value, decimals) {
    return value.toLocaleString('en-US', {minimumFractionDigits: decimals, maximumFractionDigits: decimals});
  }

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

  const formatStep = value => grouped(Math.round(value), 0);

  function shortStep(value, largest) {
    const [size, unit] = largest >= 2e6 ? [1e6, ' M'] : largest >= 2e4 ? [1e3, ' k'] : [1, ''];
    return trimmed(grouped(value / size, size === 1 ? 0 : 2)) + (value === 0 ? '' : unit);
  }

  /** Distances between ticks: 1, 2, 5, 10, ... */
  const POWERS = Array.from({length: 31}, (_, i) => i - 15);
  const DECIMAL = POWERS.flatMap(power => [1, 2, 5].map(factor => Number(factor + 'e' + power)));
  const WHOLE = DECIMAL.filter(size => size >= 1);
  const BINARY = BYTES.flatMap((_, i) => [1, 2, 4, 8, 16, 32, 64, 128, 256, 512].map(factor => factor * 1024 ** i));

  // --- Data --------------------------------------------------------------------------------------------------------

  function usable(spec) {
    return value => (Number.isFinite(value) && !(spec.log && value <= 0) ? value : null);
  }

  /** Series of uPlot: all raw values first, then the smoothed ones, which are drawn over them. */
  function tables(spec) {
    const dotted = spec.series.every(({x}) => x.length <= FEW);
    const raw = spec.series.map(({name, x, y, line}, i) => ({
      name: String(name),
      index: i,
      smooth: false,
      dotted,
      pale: Boolean(line) && !dotted,
      data: [Array.from(x), Array.from(y, usable(spec))],
    }));
    const smooth = spec.series.flatMap(({name, x, line}, i) =>
      line && !dotted
        ? [{name: String(name), index: i, smooth: true, data: [Array.from(line.x), Array.from(line.y, usable(spec))]}]
        : []);
    return raw.concat(smooth).filter(one => one.data[0].length > 0);
  }

  /** Points between two gaps, which no line connects. */
  function isolated(u, index, show, gaps) {
    if (show) {
      return null;
    }
    const values = u.data[index];
    const points = [];
    let before = null; // undefined is a step of another series, not a gap
    for (let i = 0; i < values.length; i++) {
      if (values[i] === undefined) {
        continue;
      }
      if (values[i] !== null && before === null) {
        let next = i + 1;
        while (next < values.length && values[next] === undefined) {
          next++;
        }
        if (next === values.length || values[next] === null) {
          points.push(i);
        }
      }
      before = values[i];
    }
    return points.length > 0 ? points : null;
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

  /** The current value of a variable of page.css: a canvas does not follow the colour scheme by itself. */
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const seriesColour = index => `--series-${1 + (index % COLOURS)}`;

  // --- Options of uPlot --------------------------------------------------------------------------------------------

  function range(spec) {
    return (u, low, high) => {
      if (low === null || low === undefined) {
        return spec.log ? [1, 10] : [0, 1];
      }
      if (spec.log) {
        return uPlot.rangeLog(low, high, 10, false);
      }
      const from = spec.zero ? Math.min(0, low) : low;
      const margin = from === high ? (high === 0 ? (spec.unit === 'share' ? 0.01 : 1) : Math.abs(high) * 0.05) : (high - from) * 0.04;
      return [spec.zero && from === 0 ? 0 : from - margin, high + margin];
    };
  }

  /** Tick labels, all with the number of decimals that the distance between ticks requires. */
  function tickLabels(spec) {
    return (u, splits, axis, space, distance) => {
      const decimals = size => Math.max(0, Math.min(12, -Math.floor(Math.log10(size) + 1e-9)));
      const power = bytesUnit(Math.max(...splits.map(Math.abs)));
      return splits.map(value => {
        if (value === null || spec.log) {
          return value === null ? null : format(value, spec.unit);
        }
        if (spec.unit === 'bytes') {
          return grouped(value / 1024 ** power, distance < 1024 ** power ? 1 : 0) + ' ' + BYTES[power];
        }
        if (spec.unit === 'share') {
          return grouped(100 * value, decimals(100 * distance)) + ' %';
        }
        return distance < 1e-4 || Math.abs(value) >= 1e9 ? plain(value, 3) : grouped(value, decimals(distance));
      });
    };
  }

  function axes(spec) {
    const shared = {
      stroke: () => colour('--quiet'),
      grid: {stroke: () => colour('--line'), width: 1},
      ticks: {show: false},
      font: FONT,
    };
    const x = {
      ...shared,
      grid: {show: false},
      border: {show: true, stroke: () => colour('--faint'), width: 1},
      ticks: {show: true, stroke: () => colour('--faint'), width: 1, size: 4},
      size: 26,
      gap: 4,
      space: 56,
      incrs: WHOLE,
      values: (u, splits) => splits.map(value => shortStep(value, u.scales.x.max)),
    };
    const y = {
      ...shared,
      grid: {...shared.grid, filter: (u, splits) => splits.map(value => (!spec.log || Math.log10(value) % 1 === 0 ? value : null))},
      gap: 6,
      space: 40,
      size: (u, labels) => 16 + 6.6 * Math.max(4, ...(labels || []).map(label => (label || '').length)),
      values: tickLabels(spec),
    };
    return [x, spec.log ? y : {...y, incrs: spec.unit === 'bytes' ? BINARY : DECIMAL}];
  }

  function lineOf(one, shown) {
    return {
      label: one.name,
      show: shown,
      stroke: () => colour(seriesColour(one.index)),
      width: one.pale ? 1 : 2,
      alpha: one.pale ? 0.35 : 1,
      points: {show: Boolean(one.dotted), size: 6, filter: isolated, fill: () => colour(seriesColour(one.index))},
    };
  }

  // --- A chart -----------------------------------------------------------------------------------------------------

  class Chart {
    constructor(element) {
      this.hidden = new Set();
      this.shape = '';
      this.root = html('div', 'curve');
      this.head = html('div', 'curve-head');
      this.legend = html('div', 'curve-legend');
      this.plot = html('div', 'curve-plot');
      this.plot.tabIndex = 0;
      this.plot.setAttribute('role', 'group');
      this.plot.setAttribute('aria-roledescription', 'chart');
      this.tip = html('div', 'curve-tip');
      this.tip.hidden = true;
      this.announced = html('div', 'visually-hidden');
      this.announced.setAttribute('aria-live', 'polite');
      this.reset = html('button', 'curve-reset', 'Reset zoom');
      this.reset.type = 'button';
      this.reset.hidden = true;
      this.reset.addEventListener('click', () => this.resetZoom());
      this.root.append(this.head, this.legend, this.plot, this.announced);
      element.replaceChildren(this.root);
      this.listen();
      all.add(this);
    }

    listen() {
      this.plot.addEventListener('keydown', event => this.key(event));
      this.plot.addEventListener('blur', () => this.leave());
      // uPlot follows the mouse; this handles horizontal touch movement.
      this.plot.addEventListener('pointermove', event => {
        if (this.u && event.pointerType === 'touch') {
          this.u.setCursor({left: event.clientX - this.u.over.getBoundingClientRect().left, top: 1}, true, true);
        }
      });
      if (window.ResizeObserver) {
        new ResizeObserver(() => requestAnimationFrame(() => this.fit())).observe(this.plot);
      }
    }

    /** Called in an animation frame: resizing within the observer is an error in the console. */
    fit() {
      if (this.u && this.u.width !== this.size().width) {
        this.u.setSize(this.size());
      }
    }

    size() {
      const width = Math.max(200, Math.round(this.plot.clientWidth || 560));
      return {width, height: width < 420 ? 190 : width > 800 ? 300 : 224};
    }

    update(spec) {
      this.spec = {unit: '', marks: [], series: [], ...spec};
      this.lines = tables(this.spec);
      const empty = this.lines.every(one => one.data[1].every(value => value === null));
      this.drawHead();
      this.drawLegend();
      if (empty) {
        this.remove();
        this.plot.replaceChildren(html('div', 'curve-empty', 'No values yet'));
        this.plot.setAttribute('aria-label', `${this.spec.title}: no values yet`);
        return;
      }
      this.draw();
      this.plot.setAttribute('aria-label', this.summary());
    }

    draw() {
      const data = uPlot.join(this.lines.map(one => one.data));
      const shape = JSON.stringify([this.spec.unit, this.spec.log, this.lines.map(one => [one.name, one.smooth, one.pale, one.dotted])]);
      if (!this.u || shape !== this.shape) {
        this.remove();
        this.shape = shape;
        this.plot.replaceChildren();
        this.u = new uPlot(this.options(), data, this.plot);
        this.u.over.append(this.tip);
        return;
      }
      const zoom = this.reset.hidden ? null : {min: this.u.scales.x.min, max: this.u.scales.x.max};
      this.u.setData(data, zoom === null);
      if (zoom) {
        this.u.setScale('x', zoom);
      }
    }

    remove() {
      if (this.u) {
        this.tip.remove();
        this.u.destroy();
        this.u = null;
        this.shape = '';
        this.reset.hidden = true;
      }
    }

    options() {
      const spec = this.spec;
      return {
        ...this.size(),
        padding: [spec.marks.length > 0 ? 16 : 8, 24, 0, 0],
        legend: {show: false},
        scales: {
          x: {time: false, range: (u, min, max) => (min === max ? [min - 0.5, max + 0.5] : [min, max])},
          y: {distr: spec.log ? 3 : 1, range: range(spec)},
        },
        axes: axes(spec),
        series: [{}, ...this.lines.map(one => lineOf(one, !this.hidden.has(one.name)))],
        cursor: {
          y: false,
          sync: {key: 'steps', scales: ['x', null]},
          drag: {x: true, y: false, dist: 5},
          points: {size: 9, width: 2, stroke: () => colour('--card'), fill: (u, i) => colour(seriesColour(this.lines[i - 1].index))},
        },
        hooks: {draw: [u => this.drawMarks(u)], setCursor: [u => this.showValues(u)], setScale: [(u, key) => key === 'x' && this.zoomed(u)]},
      };
    }

    drawHead() {
      const title = html('h3', '', this.spec.title);
      if (this.spec.unit && !['bytes', 'share'].includes(this.spec.unit)) {
        title.append(html('span', '', this.spec.unit));
      }
      if (this.spec.log) {
        title.append(html('span', '', 'logarithmic'));
      }
      this.head.replaceChildren(title, this.reset);
      if (this.spec.series.length === 1 && this.lines.length > 0) {
        const values = this.lines[this.lines.length - 1].data[1].filter(value => value !== null);
        if (values.length > 0) {
          this.head.append(html('span', 'curve-now', format(values[values.length - 1], this.spec.unit)));
        }
      }
    }

    drawLegend() {
      this.legend.hidden = this.spec.series.length < 2;
      // Buttons are reused, so that a pressed button keeps the focus.
      this.spec.series.forEach((series, i) => {
        let button = this.legend.children[i];
        if (!button) {
          button = html('button');
          button.type = 'button';
          button.addEventListener('click', () => this.toggle(button.textContent));
          this.legend.append(button);
        }
        button.textContent = series.name;
        button.setAttribute('aria-pressed', String(!this.hidden.has(String(series.name))));
        button.style.setProperty('--colour', `var(${seriesColour(i)})`);
      });
      while (this.legend.children.length > this.spec.series.length) {
        this.legend.lastChild.remove();
      }
    }

    toggle(name) {
      if (!this.hidden.delete(name)) {
        this.hidden.add(name);
      }
      if (this.spec.series.every(series => this.hidden.has(String(series.name)))) {
        this.hidden.clear();
      }
      this.drawLegend();
      if (this.u) {
        this.lines.forEach((one, i) => this.u.setSeries(i + 1, {show: !this.hidden.has(one.name)}));
        this.plot.setAttribute('aria-label', this.summary());
      }
    }

    visible() {
      return this.lines.filter(one => !this.hidden.has(one.name));
    }

    drawMarks(u) {
      const {ctx, bbox} = u;
      const pixel = uPlot.pxRatio;
      ctx.save();
      ctx.lineWidth = pixel;
      for (const mark of this.spec.marks.filter(mark => mark.x >= u.scales.x.min && mark.x <= u.scales.x.max)) {
        const x = u.valToPos(mark.x, 'x', true);
        ctx.strokeStyle = colour('--faint');
        ctx.setLineDash([2 * pixel, 3 * pixel]);
        ctx.beginPath();
        ctx.moveTo(x, bbox.top - 6 * pixel);
        ctx.lineTo(x, bbox.top + bbox.height);
        ctx.stroke();
        ctx.fillStyle = colour('--warn');
        ctx.beginPath();
        ctx.moveTo(x - 4 * pixel, bbox.top - 13 * pixel);
        ctx.lineTo(x + 4 * pixel, bbox.top - 13 * pixel);
        ctx.lineTo(x, bbox.top - 6 * pixel);
        ctx.fill();
      }
      ctx.restore();
    }

    summary() {
      const unit = this.spec.unit;
      const x = this.visible().flatMap(one => [one.data[0][0], one.data[0][one.data[0].length - 1]]);
      const values = this.visible().filter(one => !one.smooth).flatMap(one => one.data[1].filter(value => value !== null));
      const [low, high] = values.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [Infinity, -Infinity]);
      const ends = this.visible().filter(one => !one.pale).map(({name, data}) => {
        const finite = data[1].filter(value => value !== null);
        return `${name}: from ${format(finite[0], unit)} to ${format(finite[finite.length - 1], unit)}`;
      });
      return `${this.spec.title}, steps ${formatStep(Math.min(...x))} to ${formatStep(Math.max(...x))}. ${ends.join('. ')}. ` +
        `lowest ${format(low, unit)}, highest ${format(high, unit)}. Arrow keys show values.`;
    }

    // --- Values at the cursor, zoom --------------------------------------------------------------------------------

    key(event) {
      if (!this.u || event.target !== this.plot) {
        return;
      }
      const x = this.u.data[0];
      const last = x.length - 1;
      const isShown = this.u.cursor.left >= 0 && this.u.cursor.idx !== null && this.u.cursor.idx !== undefined;
      const now = isShown ? this.u.cursor.idx : last;
      const far = event.shiftKey ? Math.max(10, Math.round(last / 20)) : 1;
      const wanted = {ArrowLeft: now - (isShown ? far : 0), ArrowRight: now + far, Home: 0, End: last}[event.key];
      if (event.key === 'Escape') {
        this.leave();
        this.resetZoom();
      } else if (wanted !== undefined) {
        event.preventDefault();
        const step = x[Math.max(0, Math.min(last, wanted))];
        this.u.setCursor({left: this.u.valToPos(step, 'x'), top: 1}, true, true);
        this.announced.textContent = Array.from(this.tip.children, row => row.textContent).join(', ');
      }
    }

    leave() {
      if (this.u) {
        this.u.setCursor({left: -10, top: -10}, true, true);
      }
    }

    zoomed(u) {
      const x = u.data[0];
      this.reset.hidden = x.length === 0 || (u.scales.x.min <= x[0] && u.scales.x.max >= x[x.length - 1]);
    }

    resetZoom() {
      all.forEach(chart => chart.u && chart.u.setData(chart.u.data, true));
    }

    showValues(u) {
      const {idx, idxs, left} = u.cursor;
      this.tip.hidden = !(left >= 0) || idx === null || idx === undefined;
      if (this.tip.hidden) {
        return;
      }
      const step = u.data[0][idx];
      const rows = [html('div')];
      rows[0].append(html('b', '', `step ${formatStep(step)}`));
      const single = this.spec.series.length === 1;
      this.lines.forEach((one, i) => {
        const x = one.data[0];
        if (this.hidden.has(one.name) || step < x[0] || step > x[x.length - 1] || (one.pale && !single)) {
          return;
        }
        const name = !single ? one.name : one.smooth ? 'moving average' : one.pale ? 'this step' : this.spec.title;
        rows.push(this.row(name, u.data[i + 1][idxs[i + 1]], one.pale ? 'transparent' : `var(${seriesColour(one.index)})`));
      });
      const at = u.valToPos(step, 'x');
      this.spec.marks
        .filter(mark => Math.abs(u.valToPos(mark.x, 'x') - at) <= NEAR)
        .slice(0, LISTED)
        .forEach(mark => rows.push(html('div', 'curve-tip-mark', mark.text)));
      this.tip.replaceChildren(...rows);
      const maxLeft = u.over.clientWidth - this.tip.offsetWidth;
      const right = at + 14;
      this.tip.style.left = Math.max(0, Math.min(maxLeft, right <= maxLeft ? right : at - 14 - this.tip.offsetWidth)) + 'px';
    }

    row(name, value, dot) {
      const row = html('div');
      const marker = html('i');
      marker.style.setProperty('--colour', dot);
      row.append(marker, html('span', '', name), html('b', '', format(value, this.spec.unit)));
      return row;
    }
  }

  const redraw = () => all.forEach(chart => chart.u && chart.u.redraw(false));
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  // Printed pages are light, also if the screen is dark.
  const printing = isOn => {
    document.documentElement.classList.toggle('printing', isOn);
    redraw();
  };
  window.addEventListener('beforeprint', () => printing(true));
  window.addEventListener('afterprint', () => printing(false));

  function chart(element, spec) {
    const made = new Chart(element);
    made.update(spec);
    return {update: next => made.update(next)};
  }

  window.Pixio = Object.assign(window.Pixio || {}, {chart, format});
})();
