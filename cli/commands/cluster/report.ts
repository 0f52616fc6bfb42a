import type { ClusterResult, ClusterScore } from '../../../src/clustering/index.js';
import { plainTable, type Column } from '../../ui/plain-table.js';
import { count, percent, plural } from '../../ui/words.js';

/** A clustering for people: how it agrees with the labels, beside the baselines, and which class went into which cluster. */
export function clusterReport(result: ClusterResult): string {
  const { methods, units, classes, clusters, data, dataset } = result;
  const [network] = methods;
  const { example, source } = units;
  const about = `  ${plural(classes.length, 'class', 'classes')}, ${plural(clusters, 'cluster')}${
    result.unsupervised ? '' : '; the network was trained with labels'
  }`;
  const parts = [
    part(example, methods, ({ examples }) => examples),
    ...(source === undefined ? [] : [part(source, methods, ({ sources }) => sources!)]),
  ];
  const tables = [
    tableOf(example, classes, network!.examples),
    ...(source === undefined ? [] : [tableOf(source, classes, network!.sources!)]),
  ];
  return [`${data}  (${dataset})`, about, ...parts, ...tables, ...heardLines(result), ''].join('\n');
}

type Methods = ClusterResult['methods'];

function part(unit: string, methods: Methods, scoreOf: (method: Methods[number]) => ClusterScore): string {
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

/** Classes by row, clusters by column, in the order of the classes that they stand for; those that stand for none come last. */
function tableOf(unit: string, classes: readonly string[], { table, names, sizes }: ClusterScore): string {
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
      line('stands for class', (cluster) => (names[cluster] === null ? '-' : String(names[cluster]! + 1))),
    ]),
  ].join('\n');
}

function heardLines({ usedForTraining, usedForValidation, unsupervised, split }: ClusterResult): string[] {
  if (split !== 'all' || usedForTraining + usedForValidation === 0) return [];
  const how = unsupervised ? ', without labels' : '';
  return [
    '',
    `Of these, ${plural(usedForTraining, 'recording')} trained the network${how}, and ${usedForValidation} chose the best one.`,
  ];
}
