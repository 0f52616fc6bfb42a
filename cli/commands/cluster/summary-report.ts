import type { ClusterSummary, ClusterMeasure, MethodSummary } from '../../../src/clustering/index.js';
import type { Spread } from '../../../src/eval/index.js';
import { plainTable, type Column } from '../../ui/plain-table.js';
import { percent, plural } from '../../ui/words.js';
import { printable } from '../../../src/printable.js';

/** Formats the clusterings of several models: one row per method, mean and standard deviation in brackets. */
export function summaryReport({ runs, summary }: ClusterSummary): string {
  const { units } = runs[0]!;
  const tables = [
    tableOf(`${units.example}s`, summary, ({ examples }) => examples),
    ...(units.source === undefined ? [] : [tableOf(`${units.source}s`, summary, ({ sources }) => sources!)]),
  ];
  const models = runs.map(({ model, data, dataset }) => printable(`${model}: ${data}  (${dataset})`));
  return [...models, `mean (sample standard deviation) of ${plural(runs.length, 'model')}`, ...tables, ''].join('\n');
}

function tableOf(
  units: string,
  summary: readonly MethodSummary[],
  spreadsOf: (method: MethodSummary) => Readonly<Record<ClusterMeasure, Spread>>,
): string {
  const columns: Column[] = [
    { title: units },
    ...['accuracy', 'NMI', 'ARI', 'clusters used'].map((title): Column => ({ title, align: 'right' })),
  ];
  const text = ({ mean, std }: Spread, format: (value: number) => string): string =>
    std === null ? format(mean) : `${format(mean)} (${format(std)})`;
  const rows = summary.map((method) => {
    const { accuracy, nmi, ari, clustersUsed } = spreadsOf(method);
    const decimals = (digits: number) => (value: number) => value.toFixed(digits);
    return [
      method.method,
      text(accuracy, percent),
      text(nmi, decimals(3)),
      text(ari, decimals(3)),
      text(clustersUsed, decimals(1)),
    ];
  });
  return `\n${plainTable(columns, rows)}`;
}
