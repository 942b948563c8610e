// One choice, drawn whole at every change.

const byId = (id) => document.getElementById(id);
const panelsBox = byId('panels');
const table = byId('table');
let choice = readChoice(location.hash);
let drawnWidth = 0;

const capital = (s) => s[0].toUpperCase() + s.slice(1);

// drawCharts draws the panels, and says why there are none.
const drawCharts = (rows) => {
  const measure = MEASURES.find((m) => m.key === choice.measure);
  const { panels, left, unknown } = panelsOf(rows, choice);
  const across = choice.x === 'subs' ? 'number of subscriptions' : choice.x;
  byId('charts').textContent = `${capital(measure.name)} by ${across}`;
  const notes = [`${capital(measure.about)}.`, `Mode ${choice.mode}, ${settingName(choice.setting)}.`];
  if (rows.length === 0) notes.push('Nothing is chosen: no result has all that the filters ask for.');
  else if (panels.length === 0) notes.push('There is nothing to draw of this choice.');
  if (unknown > 0) notes.push(`Of ${plural(unknown, 'result')} the ${measure.name} is not known.`);
  if (left > 0) {
    notes.push(choice.x === 'subs'
      ? `${plural(left, 'variant')} of custom workloads with one size each ${left === 1 ? 'is' : 'are'} to be seen across ${PARAMETERS.join(', ')}.`
      : `${plural(left, 'variant')} with one value of ${choice.x} ${left === 1 ? 'is' : 'are'} left out.`);
  }
  byId('about').textContent = notes.join(' ');
  drawPanels(panelsBox, panels, choice, { only, say: (text) => { byId('live').textContent = text; } });
};

const draw = () => {
  const rows = chosen(choice);
  showChoice(choice);
  if (MEASURES.length > 0) drawCharts(rows);
  byId('count').textContent = `${rows.length.toLocaleString('en-US')} of ${plural(measured.length, 'result')}`;
  drawRows(table, rows, choice);
  drawExcuses(byId('excuses'), choice);
  drawnWidth = panelsBox.clientWidth;
};

const change = (parts) => {
  choice = { ...choice, ...parts };
  // Of two sizes that have crossed the one that was chosen last stays.
  if (choice.from > choice.to) choice['to' in parts ? 'from' : 'to'] = choice['to' in parts ? 'to' : 'from'];
  history.replaceState(null, '', `#${writeChoice(choice)}`);
  draw();
};

// only shows the workload alone, and all again where it is alone.
const only = (workload) => {
  const alone = choice.workloads.size === 1 && choice.workloads.has(workload);
  change({ workloads: new Set(alone ? WORKLOADS : [workload]) });
  const button = [...panelsBox.querySelectorAll('figure')].find((f) => f.dataset.title.split(',')[0] === workload)?.querySelector('button');
  button?.focus();
  if (alone) button?.scrollIntoView({ block: 'nearest' });
};

makeFilters((name, value) => change({ [name]: value }), () => change(defaults()));
drawHead(table, (key) => {
  // Times from the fastest at first, what is better as it is more from its end.
  const first = MEASURES.find((m) => m.key === key)?.more ? `-${key}` : key;
  const second = first === key ? `-${key}` : key;
  change({ sort: choice.sort === first ? second : first });
});
const wide = matchMedia('(min-width: 60rem)'); // as in page.css
byId('filters').open = wide.matches;
wide.addEventListener('change', () => { byId('filters').open = wide.matches; });
document.querySelector('.skip').addEventListener('click', (e) => {
  e.preventDefault();
  byId('charts').focus();
});
addEventListener('hashchange', () => {
  choice = readChoice(location.hash);
  draw();
});
new ResizeObserver(() => {
  if (panelsBox.clientWidth !== drawnWidth) draw();
}).observe(panelsBox);
draw();
