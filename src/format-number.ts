/** Formats 60842 as `60,842`. */
export function count(value: number): string {
  // Not by toLocaleString: loading its data delays the first result of a command.
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Formats a count with its noun: `1 recording`, `2 recordings`. */
export function plural(value: number, singular: string, pluralForm = `${singular}s`): string {
  return `${count(value)} ${value === 1 ? singular : pluralForm}`;
}

/** Formats a number in few characters: `2.303`, `0.0123`, `184.2`, `23457`, `1.2e-7`. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < 0.001 || size >= 1e6) return value.toExponential(1);
  if (size < 0.1) return value.toFixed(4);
  if (size < 10) return value.toFixed(3);
  return size < 1000 ? value.toFixed(1) : value.toFixed(0);
}

/** Formats 0.8731 as `87.3%`. */
export function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(1)}%`;
}
