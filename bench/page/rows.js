// The rows, from the columns that the page holds.

const data = JSON.parse(document.getElementById('data').textContent);

// MEASURES are what can be drawn. A figure of 0 is not known.
const MEASURES = [
  { key: 'mean', name: 'mean time', about: 'per event, by the clock; less is better', format: duration },
  { key: 'cpu', name: 'CPU time', about: 'per event, of the processor on the matching thread alone, which other programs do not disturb; less is better', format: duration },
  { key: 'p50', name: 'median time', about: 'half of all events took no longer; less is better', format: duration },
  { key: 'p99', name: '99th percentile', about: '99 of 100 events took no longer; less is better', format: duration },
  { key: 'max', name: 'longest time', about: 'of any event, whatever the machine did meanwhile; less is better', format: duration },
  { key: 'rate', name: 'events per second', about: 'of all goroutines together; more is better', format: amount, more: true },
  { key: 'times', name: `times as fast as ${data.baseline}`, about: `by CPU time where both have it; outside engines are put in relation to ${data.featured}, or to thresh-json if they parse; more is better`, format: times, more: true },
  { key: 'memory', name: 'memory per subscription', about: 'live bytes, all included; less is better', format: bytes },
  { key: 'build', name: 'build time', about: 'to insert and compile all subscriptions, from expressions; less is better', format: duration },
  { key: 'read', name: 'bytes read', about: 'of the index per event, in builds that count them; less is better', format: bytes },
].filter((m) => data.figures[m.key]?.some((x) => x > 0));

const PEERS = 'peers';

const settingOf = (r) => {
  if (r.peer) return PEERS;
  return r.churn > 0 ? `${r.parallel}+${r.churn}` : String(r.parallel);
};

const settingName = (key) => {
  if (key === PEERS) return 'outside engines, one thread';
  const [parallel, churn] = key.split('+').map(Number);
  const name = plural(parallel, 'goroutine');
  return churn ? `${name}, ${plural(churn, 'replacement')} a second` : name;
};

// paramsOf reads what a custom workload is made of: width=0.1-0.5,preds=5.
const paramsOf = (text) => new Map(text.split(',').filter(Boolean).map((part) => {
  const at = part.indexOf('=');
  return at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
}));

// position returns where a parameter is on an axis, a range at its middle, NaN where
// it is no number.
const position = (text) => {
  const number = '(\\d*\\.?\\d+(?:e[-+]?\\d+)?)';
  const m = new RegExp(`^${number}(?:-${number})?$`, 'i').exec(text ?? '');
  if (!m) return NaN;
  return m[2] === undefined ? Number(m[1]) : (Number(m[1]) + Number(m[2])) / 2;
};

const allRows = Array.from({ length: data.rows }, (_, i) => {
  const r = { place: i };
  for (const [name, column] of Object.entries(data.texts)) r[name] = column.words[column.rows[i]];
  for (const [name, column] of Object.entries(data.figures)) r[name] = column[i];
  r.setting = settingOf(r);
  r.map = paramsOf(r.params);
  return r;
});
const excuses = allRows.filter((r) => r.skipped);
const measured = allRows.filter((r) => !r.skipped);

const distinct = (rows, of) => [...new Set(rows.map(of))];
const byText = (a, b) => a.localeCompare(b, 'en', { numeric: true });
const byNumber = (a, b) => a - b;

const MACHINES = distinct(measured, (r) => r.machine).sort(byText);
const WORKLOADS = distinct(measured, (r) => r.workload).sort(byText);
const MODES = distinct(measured, (r) => r.mode).sort((a, b) => (b === 'ids') - (a === 'ids') || byText(a, b));
const SIZES = distinct(measured, (r) => r.subs).sort(byNumber);
const SETTINGS = distinct(measured, (r) => r.setting).sort((a, b) => (a === PEERS) - (b === PEERS) || byText(a, b));
const seedsOf = new Map(WORKLOADS.map((w) => [w, distinct(measured.filter((r) => r.workload === w), (r) => r.seed).length]));

// ALGORITHMS has the featured one first, then ours with the baseline as the last of
// them, then outside engines: that is how colours go.
const OURS = new Set(measured.filter((r) => !r.peer).map((r) => r.algo));
const rank = (a) => (a === data.featured ? 0 : !OURS.has(a) ? 3 : a === data.baseline ? 2 : 1);
const ALGORITHMS = distinct(measured, (r) => r.algo).sort((a, b) => rank(a) - rank(b) || byText(a, b));

// PARAMETERS are those that have several values, which can be drawn across.
const PARAMETERS = distinct(measured.flatMap((r) => [...r.map.keys()]), (k) => k).sort(byText)
  .filter((k) => new Set(measured.map((r) => position(r.map.get(k))).filter((x) => !Number.isNaN(x))).size > 1);
