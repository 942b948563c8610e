// How figures read: three significant digits, as in REPORT.md.

const significant = (x) => {
  const a = Math.abs(x);
  if (a === 0) return '0';
  if (a >= 99.95) return Math.round(x).toLocaleString('en-US');
  if (a >= 9.995) return x.toFixed(1);
  if (a >= 0.9995) return x.toFixed(2);
  if (a >= 0.001) return x.toFixed(2 - Math.floor(Math.log10(a * 1.0005)));
  return x.toPrecision(2);
};

const inUnits = (units, step) => (x, digits = significant) => {
  let i = 0;
  while (x >= step * 0.9995 && i < units.length - 1) {
    x /= step;
    i++;
  }
  return `${digits(x)} ${units[i]}`.trim();
};

const duration = inUnits(['ns', 'µs', 'ms', 's'], 1000);
const bytes = inUnits(['B', 'kB', 'MB', 'GB'], 1000);
const amount = inUnits(['', 'k', 'M', 'G'], 1000);
const times = (x, digits = significant) => `${digits(x)}×`;

// short writes a number on an axis: no more digits than it has.
const short = (x) => String(Number(x.toPrecision(3)));

// sizeText writes a number of subscriptions as people say it: 100k, 1M.
const sizeText = (n) => {
  if (n >= 1e6 && n % 1e6 === 0) return `${n / 1e6}M`;
  if (n >= 1e3 && n % 1e3 === 0) return `${n / 1e3}k`;
  return String(n);
};

const plural = (n, one) => `${n.toLocaleString('en-US')} ${one}${n === 1 ? '' : 's'}`;
