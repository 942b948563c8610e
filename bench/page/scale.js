// Scales: where a number is on an axis, and which numbers are written there.

// newScale maps the numbers from lo to hi to the pixels from a to b.
const newScale = (lo, hi, log, a, b) => {
  const f = log ? Math.log10 : (x) => x;
  const span = f(hi) - f(lo) || 1;
  return { lo, hi, log, at: (x) => a + ((f(x) - f(lo)) / span) * (b - a) };
};

// extent returns the ends of an axis. A linear one begins at 0; a logarithmic one has
// some room at both ends.
const extent = (values, log) => {
  const lo = Math.min(...values);
  const hi = Math.max(...values);
  if (!log) return [Math.min(0, lo), hi * 1.05 || 1];
  const room = lo === hi ? 2 : (hi / lo) ** 0.04;
  return [lo / room, hi * room];
};

const roundStep = (raw) => {
  const power = 10 ** Math.floor(Math.log10(raw));
  return [1, 2, 5, 10].find((m) => m * power >= raw * 0.999) * power;
};

const evenTicks = (lo, hi, n) => {
  const out = [];
  const step = roundStep((hi - lo) / n);
  for (let i = Math.ceil(lo / step); i * step <= hi; i++) out.push(i * step);
  return out;
};

// ticksOf returns the numbers to write, at most about n: on a logarithmic scale powers
// of ten and, where these are few, some between them.
const ticksOf = (scale, n) => {
  const decades = Math.log10(scale.hi / scale.lo);
  if (!scale.log || decades < 0.6) return evenTicks(scale.lo, scale.hi, scale.log ? Math.min(n, 4) : n);
  const out = [];
  const parts = decades < 1.2 ? [1, 2, 3, 5, 7] : decades < 2.5 ? [1, 2, 5] : [1];
  const every = Math.max(1, Math.ceil(decades / n));
  for (let e = Math.floor(Math.log10(scale.lo)); e <= Math.log10(scale.hi); e++) {
    if (parts.length === 1 && e % every !== 0) continue;
    for (const m of parts) {
      const x = m * 10 ** e;
      if (x >= scale.lo && x <= scale.hi) out.push(x);
    }
  }
  return out;
};
