import type { ClusterResult, ClusterScore } from '../../../src/clustering/index.js';
import { plainTable, type Column } from '../../ui/plain-table.js';
import { count, percent, plural } from '../../ui/words.js';
import { printable } from '../../../src/printable.js';

/** Formats a clustering: agreement with the labels, compared with the baselines, and classes by cluster. */
export function clusterReport(result: ClusterResult): string {
  const { methods, units, classes, clusters, data, dataset } = result;
  const [network] = methods;
  const { example, source } = units;
  const sizes = `  ${plural(classes.length, 'class', 'classes')}, ${plural(clusters, 'cluster')}${
    result.unsupervised ? '' : '; the network was trained with labels'
  }`;
  const scores = [
    scoreTable(example, methods, ({ examples }) => examples),
    ...(source === undefined ? [] : [scoreTable(source, methods, ({ sources }) => sources!)]),
  ];
  const clusterTables = [
    clusterTable(example, classes, network!.examples),
    ...(source === undefined ? [] : [clusterTable(source, classes, network!.sources!)]),
  ];
  return [
    `${printable(data)}  (${dataset})`,
    sizes,
    ...scores,
    ...clusterTables,
    ...trainingDataLines(result),
    '',
  ].join('\n');
}

type Methods = ClusterResult['methods'];

function scoreTable(unit: string, methods: Methods, scoreOf: (method: Methods[number]) => ClusterScore): string {
  const columns: Column[] = [
    { title: plural(scoreOf(methods[0]!).examples, unit) },
    { title: 'accuracy', align: 'right' },
    { title: 'NMI', align: 'right' },
    { title: 'ARI', align: 'right' },
    { title: 'clusters used', align: 'right' },
  ];
  const rows = methods.map((method) => {
    const { accuracy, nmi, ari, clustersUsed } = scoreOf(method);
    return [method.method, percent(accuracy), nmi.toFixed(3), ari.toFixed(3), String(clustersUsed)];
  });
  return `\n${plainTable(columns, rows)}`;
}

/** Classes by row, clusters by column in the order of their assigned classes; unassigned clusters come last. */
function clusterTable(unit: string, classes: readonly string[], { table, names, sizes }: ClusterScore): string {
  const order = names
    .map((label, cluster) => ({ cluster, label: label ?? Infinity }))
    .sort((a, b) => (a.label === b.label ? a.cluster - b.cluster : a.label - b.label))
    .map(({ cluster }) => cluster);
  const columns: Column[] = [
    { title: '#', align: 'right' },
    { title: 'class' },
    ...order.map((cluster): Column => ({ title: String(cluster + 1), align: 'right' })),
  ];
  const line = (title: string, valueOf: (cluster: number) => string): string[] => ['', title, ...order.map(valueOf)];
  const rows = classes.map((name, label) => [
    String(label + 1),
    name,
    ...order.map((cluster) => table[label]![cluster]!).map((value) => (value === 0 ? '.' : String(value))),
  ]);
  return [
    '',
    `${unit[0]!.toUpperCase()}${unit.slice(1)}s by label (rows) and cluster (columns):`,
    plainTable(columns, [
      ...rows,
      line('size', (cluster) => count(sizes[cluster]!)),
      line('assigned class', (cluster) => (names[cluster] === null ? '-' : String(names[cluster]! + 1))),
    ]),
  ].join('\n');
}

function trainingDataLines({ usedForTraining, usedForValidation, unsupervised, split }: ClusterResult): string[] {
  if (split !== 'all' || usedForTraining + usedForValidation === 0) return [];
  const how = unsupervised ? ' without labels' : '';
  return [
    '',
    `The network was trained${how} on ${plural(usedForTraining, 'recording')} of these, ` +
      `and selected on ${usedForValidation}.`,
  ];
}
