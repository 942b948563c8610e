// What the reader has chosen. It is kept in the address, after the #, as far as it is
// not what everyone gets: w1 alone is #workloads=w1.

const latestMachine = measured.reduce((best, r) => (r.date > best.date ? r : best), { date: '', machine: MACHINES[0] }).machine;

const defaults = () => ({
  measure: MEASURES[0]?.key,
  setting: SETTINGS[0],
  mode: MODES[0],
  machine: latestMachine,
  from: SIZES[0],
  to: SIZES[SIZES.length - 1],
  x: 'subs',
  logx: true,
  logy: true,
  same: true,
  algos: new Set(ALGORITHMS),
  workloads: new Set(WORKLOADS),
  sort: 'workload',
});

// KINDS say how each part of a choice is written, and which values it may have.
const oneOf = (values) => ({
  write: (v) => String(v),
  read: (text) => values.find((v) => String(v) === text),
  equal: (a, b) => a === b,
});
const someOf = (values) => ({
  write: (set) => values.filter((v) => set.has(v)).map(encodeURIComponent).join(','),
  read: (text) => {
    const names = new Set(text.split(',').map(decodeURIComponent));
    return new Set(values.filter((v) => names.has(v)));
  },
  equal: (a, b) => a.size === b.size && [...a].every((v) => b.has(v)),
});
const yesNo = { write: (v) => (v ? '1' : '0'), read: (text) => text === '1', equal: (a, b) => a === b };
const KINDS = {
  measure: oneOf(MEASURES.map((m) => m.key)),
  setting: oneOf(SETTINGS),
  mode: oneOf(MODES),
  machine: oneOf(MACHINES),
  from: oneOf(SIZES),
  to: oneOf(SIZES),
  x: oneOf(['subs', ...PARAMETERS]),
  logx: yesNo,
  logy: yesNo,
  same: yesNo,
  algos: someOf(ALGORITHMS),
  workloads: someOf(WORKLOADS),
  sort: { write: String, read: (text) => (/^-?[a-z0-9]+$/.test(text) ? text : undefined), equal: (a, b) => a === b },
};

// readChoice never fails: what it cannot read is as by default.
const readChoice = (fragment) => {
  const c = defaults();
  for (const part of fragment.replace(/^#/, '').split('&')) {
    const at = part.indexOf('=');
    const key = part.slice(0, at);
    if (at < 0 || !Object.hasOwn(KINDS, key)) continue;
    const raw = part.slice(at + 1);
    try {
      // Names in a list are decoded one by one, for a name may hold a comma.
      const list = key === 'algos' || key === 'workloads';
      c[key] = KINDS[key].read(list ? raw : decodeURIComponent(raw)) ?? c[key];
    } catch (e) {
      if (!(e instanceof URIError)) throw e;
    }
  }
  if (c.from > c.to) [c.from, c.to] = [c.to, c.from];
  return c;
};

const writeChoice = (c) => {
  const d = defaults();
  return Object.entries(KINDS).filter(([key, kind]) => !kind.equal(c[key], d[key])).map(([key, kind]) => {
    const text = kind.write(c[key]);
    return `${key}=${key === 'algos' || key === 'workloads' ? text : encodeURIComponent(text)}`;
  }).join('&');
};

// TESTS are what a row has to pass.
const TESTS = {
  machine: (r, c) => r.machine === c.machine,
  setting: (r, c) => r.setting === c.setting,
  mode: (r, c) => r.mode === c.mode,
  sizes: (r, c) => c.from <= r.subs && r.subs <= c.to,
  algos: (r, c) => c.algos.has(r.algo),
  workloads: (r, c) => c.workloads.has(r.workload),
  x: (r, c) => c.x === 'subs' || !Number.isNaN(position(r.map.get(c.x))),
};

// chosen returns the rows that pass all tests but the one named.
const chosen = (c, but) => {
  const tests = Object.entries(TESTS).filter(([name]) => name !== but).map(([, test]) => test);
  return measured.filter((r) => tests.every((test) => test(r, c)));
};
