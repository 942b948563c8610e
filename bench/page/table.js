// The table of the rows that are chosen.

const numeric = (key, name, format) => ({ key, name, format: (r) => (r[key] > 0 ? format(r[key]) : '–'), of: (r) => r[key], number: true });

const COLUMNS = [
  { key: 'workload', name: 'workload', format: (r) => r.workload, of: (r) => r.workload },
  { key: 'params', name: 'parameters', format: (r) => r.params, of: (r) => r.params, optional: true },
  { key: 'seed', name: 'seed', format: (r) => (seedsOf.get(r.workload) > 1 ? String(r.seed) : ''), of: (r) => r.seed, number: true, optional: true },
  { key: 'algo', name: 'algorithm', format: (r) => r.algo, of: (r) => r.algo },
  { key: 'peer', name: 'engine', format: (r) => (r.peer ? `${r.peer} (${r.input})` : ''), of: (r) => r.peer, optional: true },
  { key: 'subs', name: 'subscriptions', format: (r) => sizeText(r.subs), of: (r) => r.subs, number: true },
  ...MEASURES.map((m) => numeric(m.key, m.key === 'times' ? `× ${data.baseline}` : m.name.replace(' per subscription', ''), m.format)),
  { key: 'matches', name: 'matches per event', format: (r) => significant(r.matches), of: (r) => r.matches, number: true },
  { key: 'verified', name: 'verified', format: (r) => (r.verified ? 'yes' : 'no †'), of: (r) => r.verified },
  { key: 'date', name: 'date', format: (r) => r.date.slice(0, 10), of: (r) => r.date },
  { key: 'commit', name: 'commit', format: (r) => r.commit, of: (r) => r.commit },
];

// sorted returns the rows by the column of the choice, -name from its end. Figures
// that are not known come last, and rows that are equal keep the order of the report.
const sorted = (rows, sort) => {
  const down = sort.startsWith('-');
  const col = COLUMNS.find((o) => o.key === sort.replace('-', '')) ?? COLUMNS[0];
  const unknown = (r) => col.number && !(col.of(r) > 0);
  const order = (a, b) => (col.number ? col.of(a) - col.of(b) : byText(String(col.of(a)), String(col.of(b))));
  return rows.toSorted((a, b) => unknown(a) - unknown(b) || (down ? order(b, a) : order(a, b)) || a.place - b.place);
};

const drawHead = (table, onSort) => {
  table.tHead.replaceChildren(node('tr', {}, ...COLUMNS.map((col) => {
    const button = node('button', { type: 'button' }, col.name);
    button.addEventListener('click', () => onSort(col.key));
    return node('th', { scope: 'col', 'data-key': col.key, class: col.number ? 'number' : '' }, button);
  })));
};

const drawRows = (table, rows, c) => {
  const key = c.sort.replace('-', '');
  // An optional column is there where a row has something in it.
  const columns = COLUMNS.filter((col) => !col.optional || rows.some((r) => col.format(r)));
  const shown = new Set(columns.map((col) => col.key));
  for (const th of table.tHead.rows[0].cells) {
    th.hidden = !shown.has(th.dataset.key);
    th.classList.toggle('measure', th.dataset.key === c.measure);
    if (th.dataset.key === key) th.setAttribute('aria-sort', c.sort.startsWith('-') ? 'descending' : 'ascending');
    else th.removeAttribute('aria-sort');
  }
  table.tBodies[0].replaceChildren(...sorted(rows, c.sort).map((r) => {
    const tr = document.createElement('tr');
    for (const col of columns) {
      const cell = tr.insertCell();
      cell.textContent = col.format(r);
      if (col.number) cell.className = col.key === c.measure ? 'number measure' : 'number';
    }
    return tr;
  }));
};

// drawExcuses says which outside engines have no figures, and why.
const drawExcuses = (into, c) => {
  into.replaceChildren();
  if (c.setting !== PEERS) return;
  const shown = excuses.filter((r) => r.machine === c.machine && (r.workload === 'any' || c.workloads.has(r.workload)));
  const lines = new Map();
  for (const r of shown) {
    const why = `${r.workload === 'any' ? 'all workloads' : r.workload}: ${r.skipped}`;
    const of = `${r.algo}\n${why}`;
    if (!lines.has(of)) lines.set(of, { algo: r.algo, why, sizes: [] });
    if (r.subs > 0) lines.get(of).sizes.push(sizeText(r.subs));
  }
  if (lines.size === 0) return;
  into.append(node('h2', {}, 'Without figures'), node('ul', {}, ...[...lines.values()].map((l) => node('li', {},
    node('b', {}, l.algo), ` ${l.sizes.length ? `at ${l.sizes.join(', ')}, ` : ''}${l.why}`))));
};
