// Panels: which charts there are, and their drawing.

const SVG = 'http://www.w3.org/2000/svg';
const HUES = 7; // --s0 to --s6 in page.css; --s7 is the baseline's
const DASHES = ['', '6 3', '2 3'];

const svgNode = (name, attributes, ...children) => {
  const e = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
  e.append(...children);
  return e;
};

const node = (name, attributes, ...children) => {
  const e = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
  e.append(...children);
  return e;
};

// look is how an algorithm is drawn, the same in all charts.
const look = (algo) => {
  if (algo === data.baseline) return { hue: HUES, turn: 0 };
  // Outside engines stand beside the featured one alone, so that colours begin anew.
  const before = OURS.has(algo) ? 0 : ALGORITHMS.filter((a) => OURS.has(a)).length - 1;
  const i = ALGORITHMS.indexOf(algo) - before;
  return { hue: i % HUES, turn: Math.floor(i / HUES) };
};

const dotPath = (algo, x, y) => {
  const at = `${x.toFixed(1)} ${y.toFixed(1)}`;
  switch (look(algo).turn % 3) {
    case 0: return `M${at}m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z`;
    case 1: return `M${at}m-2.8-2.8h5.6v5.6h-5.6z`;
    default: return `M${at}m0-3.9l3.9 3.9l-3.9 3.9l-3.9-3.9z`;
  }
};

const swatch = (algo) => {
  const { hue, turn } = look(algo);
  return svgNode('svg', { class: `swatch c${hue}`, width: 22, height: 12, 'aria-hidden': 'true' },
    svgNode('path', { class: 'line', d: 'M1 6H21', 'stroke-dasharray': DASHES[turn % 3] }),
    svgNode('path', { class: 'dot', d: dotPath(algo, 11, 6) }));
};

// panelsOf sorts the rows into panels, each with lines by algorithm. Rows of a sweep of
// a parameter, of which there is one size each, are no charts across subscriptions:
// they are counted in left.
const panelsOf = (rows, c) => {
  const measure = c.measure;
  const found = new Map();
  let unknown = 0;
  for (const r of rows) {
    const x = c.x === 'subs' ? r.subs : position(r.map.get(c.x));
    if (!(r[measure] > 0)) {
      unknown++;
      continue;
    }
    const rest = [...r.map].filter(([k]) => k !== c.x).map(([k, v]) => `${k}=${v}`).join(', ');
    const title = [
      r.workload, rest,
      c.x === 'subs' ? '' : `${sizeText(r.subs)} subscriptions`,
      seedsOf.get(r.workload) > 1 ? `seed ${r.seed}` : '',
    ].filter(Boolean).join(', ');
    let p = found.get(title);
    if (!p) found.set(title, p = { title, workload: r.workload, params: rest, xs: new Map(), lines: new Map() });
    p.xs.set(x, c.x === 'subs' ? sizeText(x) : r.map.get(c.x));
    if (!p.lines.has(r.algo)) p.lines.set(r.algo, []);
    p.lines.get(r.algo).push({ x, y: r[measure], row: r });
  }
  const panels = [];
  let left = 0;
  for (const p of found.values()) {
    const sweep = c.x === 'subs' ? p.params && PARAMETERS.length > 0 : true;
    if (p.xs.size === 1 && sweep) {
      left++;
      continue;
    }
    for (const points of p.lines.values()) points.sort((a, b) => a.x - b.x);
    p.algos = ALGORITHMS.filter((a) => p.lines.has(a));
    p.xs = new Map([...p.xs].sort((a, b) => a[0] - b[0]));
    panels.push(p);
  }
  panels.sort((a, b) => Boolean(a.params) - Boolean(b.params) || byText(a.title, b.title));
  return { panels, left, unknown };
};

const valuesOf = (p) => [...p.lines.values()].flat().map((pt) => pt.y);

// spread moves labels apart, each at its height or as near to it as there is room
// between top and bottom, and leaves out those for which there is none: the last of
// the list first.
const spread = (labels, gap, top, bottom) => {
  const kept = labels.slice(0, Math.max(1, Math.floor((bottom - top) / gap) + 1)).sort((a, b) => a.y - b.y);
  let floor = top;
  for (const l of kept) {
    l.y = Math.max(l.y, floor);
    floor = l.y + gap;
  }
  let ceiling = bottom;
  for (const l of kept.toReversed()) {
    l.y = Math.min(l.y, ceiling);
    ceiling = l.y - gap;
  }
  return kept;
};

// textWidth guesses how many pixels a text takes.
const textWidth = (s) => s.length * 6.9;

// drawLines draws a panel of several places along the axis. Domain holds the ends of
// both axes.
const drawLines = (p, width, measure, domain) => {
  const height = width > 620 ? 380 : 250;
  const right = 14 + Math.max(...p.algos.map(textWidth));
  const box = { left: 54, right: width - Math.min(right, width * 0.32), top: 10, bottom: height - 26 };
  const sx = newScale(...domain.x, domain.logx, box.left, box.right);
  const sy = newScale(...domain.y, domain.logy, box.bottom, box.top);
  const svg = svgNode('svg', { width, height, viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' });
  for (const y of ticksOf(sy, height / (domain.logy ? 32 : 55))) {
    const at = sy.at(y).toFixed(1);
    svg.append(svgNode('path', { class: 'grid', d: `M${box.left} ${at}H${box.right}` }),
      svgNode('text', { class: 'tick', x: box.left - 6, y: at, dy: '.32em', 'text-anchor': 'end' }, measure.format(y, short)));
  }
  let free = -Infinity;
  for (const [x, text] of p.xs) {
    const at = sx.at(x);
    const half = textWidth(text) / 2;
    if (at - half < free) continue;
    free = at + half + 6;
    svg.append(svgNode('path', { class: 'notch', d: `M${at.toFixed(1)} ${box.bottom}v4` }),
      svgNode('text', { class: 'tick', x: at.toFixed(1), y: height - 8, 'text-anchor': 'middle' }, text));
  }
  svg.append(svgNode('path', { class: 'axis', d: `M${box.left} ${box.bottom}H${box.right}` }));

  const labels = [];
  p.places = [...p.xs.keys()].map((x) => ({ x, at: sx.at(x) }));
  // The featured one is drawn last, over the others.
  for (const algo of p.algos.toReversed()) {
    const { hue, turn } = look(algo);
    const points = p.lines.get(algo);
    for (const pt of points) [pt.px, pt.py] = [sx.at(pt.x), sy.at(pt.y)];
    const group = svgNode('g', { class: `series c${hue}`, 'data-algo': algo });
    group.append(svgNode('path', {
      class: 'line', 'stroke-dasharray': DASHES[turn % 3],
      d: points.map((pt, i) => `${i ? 'L' : 'M'}${pt.px.toFixed(1)} ${pt.py.toFixed(1)}`).join(''),
    }), svgNode('path', { class: 'dot', d: points.map((pt) => dotPath(algo, pt.px, pt.py)).join('') }));
    svg.append(group);
    const end = points[points.length - 1];
    labels.unshift({ algo, hue, x: end.px, from: end.py, y: end.py });
  }
  // Longest ranges first, for they end at the right.
  labels.sort((a, b) => b.x - a.x || ALGORITHMS.indexOf(a.algo) - ALGORITHMS.indexOf(b.algo));
  for (const l of spread(labels, 12.5, box.top, box.bottom)) {
    const text = svgNode('text', { class: 'name', x: box.right + 12, y: l.y.toFixed(1), dy: '.32em' }, l.algo);
    svg.append(svgNode('g', { class: `series label c${l.hue}`, 'data-algo': l.algo },
      svgNode('path', { class: 'leader', d: `M${(l.x + 5).toFixed(1)} ${l.from.toFixed(1)}L${box.right + 9} ${l.y.toFixed(1)}` }), text));
  }
  svg.append(p.cursor = svgNode('path', { class: 'cursor', d: '' }));
  p.box = box;
  return svg;
};

// drawBars draws a panel of one place: a bar an algorithm from 0, the best first, or
// a dot where the scale is logarithmic and has no 0.
const drawBars = (p, width, measure, domain) => {
  const bars = p.algos.map((algo) => ({ algo, ...p.lines.get(algo)[0] })).sort((a, b) => (measure.more ? b.y - a.y : a.y - b.y));
  const step = 21;
  const height = bars.length * step + 8;
  const left = 10 + Math.max(...bars.map((b) => textWidth(b.algo)));
  const right = width - 66;
  const sx = newScale(...domain.y, domain.logy, left, right);
  const svg = svgNode('svg', { width, height, viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' });
  bars.forEach((b, i) => {
    const y = i * step + step / 2 + 4;
    const end = sx.at(b.y).toFixed(1);
    const group = svgNode('g', { class: `series c${look(b.algo).hue}`, 'data-algo': b.algo },
      svgNode('text', { class: 'name', x: left - 8, y, dy: '.32em', 'text-anchor': 'end' }, b.algo));
    if (domain.logy) {
      group.append(svgNode('path', { class: 'grid', d: `M${left} ${y}H${right}` }),
        svgNode('path', { class: 'dot', d: dotPath(b.algo, Number(end), y) }));
    } else {
      group.append(svgNode('path', { class: 'bar', d: `M${left} ${y - 7}H${end}v14H${left}z` }));
    }
    group.append(svgNode('text', { class: 'value', x: Number(end) + 8, y, dy: '.32em' }, measure.format(b.y)));
    svg.append(group);
  });
  return svg;
};

// summary says a panel in words.
const summary = (p, measure) => p.algos.map((algo) => `${algo} ${p.lines.get(algo)
  .map((pt) => `${measure.format(pt.y)} at ${p.xs.get(pt.x)}`).join(', ')}`).join('; ');

// drawPanels draws all panels into the element.
const drawPanels = (into, panels, c, events) => {
  const measure = MEASURES.find((m) => m.key === c.measure);
  const several = panels.filter((p) => p.xs.size > 1);
  const xs = several.flatMap((p) => [...p.xs.keys()]);
  const logx = c.logx && xs.every((x) => x > 0);
  const alone = panels.length === 1;
  into.classList.toggle('alone', alone);
  into.replaceChildren();
  const figures = panels.map((p) => {
    const button = node('button', { type: 'button', title: alone ? 'Show all workloads' : `Show ${p.workload} alone` }, p.title);
    const plot = node('div', { class: 'plot', tabindex: '0', role: 'img', 'aria-label': `${p.title}: ${measure.name}. ${summary(p, measure)}` });
    button.addEventListener('click', () => events.only(p.workload));
    const figure = node('figure', { 'data-title': p.title }, node('figcaption', {}, button), plot);
    into.append(figure);
    return { p, plot };
  });
  // All are in place before the first is drawn, so that their widths are known.
  const all = panels.flatMap(valuesOf);
  for (const { p, plot } of figures) {
    const ofAll = c.same && panels.length > 1;
    const domain = {
      logx, logy: c.logy,
      x: extent(ofAll && xs.length ? xs : [...p.xs.keys()], logx),
      y: extent(ofAll ? all : valuesOf(p), c.logy),
    };
    const width = Math.max(240, plot.clientWidth);
    plot.append(p.xs.size > 1 ? drawLines(p, width, measure, domain) : drawBars(p, width, measure, domain));
    if (p.xs.size > 1) followPointer(p, plot, measure, c, events);
    followSeries(plot, into);
  }
};

// followSeries makes the line under the pointer stand out, in all panels.
const followSeries = (plot, into) => {
  plot.addEventListener('pointerover', (e) => {
    highlight(into, e.target.closest?.('.series')?.dataset.algo);
  });
  plot.addEventListener('pointerleave', () => highlight(into, undefined));
};

const highlight = (into, algo) => {
  if (into.dataset.on === (algo ?? '')) return;
  into.dataset.on = algo ?? '';
  into.classList.toggle('one', algo !== undefined);
  for (const s of into.querySelectorAll('.series')) s.classList.toggle('on', s.dataset.algo === algo);
};

// followPointer shows all figures at the place that the pointer or the arrow keys
// have chosen.
const followPointer = (p, plot, measure, c, events) => {
  const tip = node('div', { class: 'tip', hidden: '' });
  plot.append(tip);
  let place = -1;
  const hide = () => {
    place = -1;
    tip.hidden = true;
    p.cursor.setAttribute('d', '');
  };
  const show = (i) => {
    if (i === place) return;
    place = i;
    const { x, at } = p.places[i];
    const here = p.algos.map((algo) => ({ algo, pt: p.lines.get(algo).find((pt) => pt.x === x) })).filter((h) => h.pt)
      .sort((a, b) => (measure.more ? b.pt.y - a.pt.y : a.pt.y - b.pt.y));
    const what = c.x === 'subs' ? `${p.xs.get(x)} subscriptions` : `${c.x} ${p.xs.get(x)}`;
    tip.replaceChildren(node('b', {}, what), node('table', {}, ...here.map((h) => node('tr', {},
      node('td', {}, swatch(h.algo)), node('td', {}, h.algo), node('td', {}, measure.format(h.pt.y))))));
    tip.hidden = false;
    p.cursor.setAttribute('d', `M${at.toFixed(1)} ${p.box.top}V${p.box.bottom}`);
    const space = plot.clientWidth - tip.offsetWidth;
    const beside = at + 14 + tip.offsetWidth <= plot.clientWidth ? at + 14 : at - 14 - tip.offsetWidth;
    tip.style.left = `${Math.max(0, Math.min(space, beside))}px`;
    events.say(`${p.title}, ${what}: ${here.map((h) => `${h.algo} ${measure.format(h.pt.y)}`).join(', ')}`);
  };
  const nearest = (e) => {
    const at = e.clientX - plot.getBoundingClientRect().left;
    show(p.places.reduce((best, q, i) => (Math.abs(q.at - at) < Math.abs(p.places[best].at - at) ? i : best), 0));
  };
  plot.addEventListener('pointermove', nearest);
  plot.addEventListener('pointerdown', nearest);
  // A finger that is lifted leaves as well: then what it showed stays until the next.
  plot.addEventListener('pointerleave', (e) => {
    if (e.pointerType === 'mouse') hide();
  });
  plot.addEventListener('blur', hide);
  plot.addEventListener('keydown', (e) => {
    const last = p.places.length - 1;
    const to = { ArrowRight: Math.min(last, place + 1), ArrowLeft: place < 0 ? last : Math.max(0, place - 1), Home: 0, End: last }[e.key];
    if (e.key === 'Escape') hide();
    if (to === undefined) return;
    e.preventDefault();
    show(to);
  });
};
