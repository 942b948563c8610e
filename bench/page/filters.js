// The form of filters. It is made once, and afterwards shows what is chosen.

const form = document.getElementById('choice');

const fillSelect = (name, values, textOf, onChange) => {
  const select = form.elements[name];
  select.append(...values.map((v) => node('option', { value: String(v) }, textOf(v))));
  select.addEventListener('change', () => onChange(name, KINDS[name].read(select.value)));
  select.closest('label').hidden = values.length < 2;
};

const fillMany = (name, values, markOf, onChange) => {
  const set = document.getElementById(name);
  const button = (text, pick) => {
    const b = node('button', { type: 'button', 'aria-label': `${text} ${name === 'algos' ? 'algorithms' : name}` }, text);
    b.addEventListener('click', () => onChange(name, new Set(pick)));
    return b;
  };
  set.append(node('div', { class: 'every' }, button('all', values), button('none', [])));
  const list = node('div', { class: 'list' });
  for (const v of values) {
    const box = node('input', { type: 'checkbox', value: v });
    box.addEventListener('change', () => {
      onChange(name, new Set([...set.querySelectorAll('input:checked')].map((e) => e.value)));
    });
    list.append(node('label', {}, box, ...markOf(v), node('span', {}, v)));
  }
  set.append(list);
};

const makeFilters = (onChange, onReset) => {
  fillSelect('measure', MEASURES.map((m) => m.key), (key) => MEASURES.find((m) => m.key === key).name, onChange);
  fillSelect('setting', SETTINGS, settingName, onChange);
  fillSelect('mode', MODES, (m) => ({ ids: 'ids: list the matches', count: 'count: only count them' })[m] ?? m, onChange);
  fillSelect('machine', MACHINES, String, onChange);
  fillSelect('from', SIZES, sizeText, onChange);
  fillSelect('to', SIZES, sizeText, onChange);
  fillSelect('x', ['subs', ...PARAMETERS], (x) => (x === 'subs' ? 'subscriptions' : x), onChange);
  for (const name of ['logx', 'logy', 'same']) {
    form.elements[name].addEventListener('change', (e) => onChange(name, e.target.checked));
  }
  fillMany('algos', ALGORITHMS, (a) => [swatch(a)], onChange);
  fillMany('workloads', WORKLOADS, () => [], onChange);
  document.getElementById('reset').addEventListener('click', onReset);
};

// showChoice sets the form to the choice. What has no rows with the rest of the choice
// is pale.
const showChoice = (c) => {
  for (const name of ['measure', 'setting', 'mode', 'machine', 'from', 'to', 'x']) form.elements[name].value = String(c[name]);
  for (const name of ['logx', 'logy', 'same']) form.elements[name].checked = c[name];
  for (const [name, of] of [['algos', (r) => r.algo], ['workloads', (r) => r.workload]]) {
    const there = new Set(chosen(c, name).map(of));
    for (const box of document.querySelectorAll(`#${name} input`)) {
      box.checked = c[name].has(box.value);
      box.closest('label').classList.toggle('idle', !there.has(box.value));
    }
  }
};
