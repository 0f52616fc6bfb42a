import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { makeFolder, writeFileAtomically } from '../files/index.js';
import { drawChart, type ChartSpec } from './chart.js';
import { rasterise } from './rasterise.js';

/** One row of a figure's data. A column that it lacks is left empty. */
export type Row = Readonly<Record<string, string | number | boolean | null>>;

/** A picture, and the numbers that it shows. */
export interface Figure {
  readonly chart: ChartSpec;
  /** What the figure shows, for whoever wants to draw it otherwise or to check it. */
  readonly rows: readonly Row[];
}

/** Where a figure has gone. */
export interface FigureFiles {
  readonly svg: string;
  readonly png: string;
  readonly csv: string;
}

/**
 * Writes a figure as `NAME.svg`, `NAME.png` and `NAME.csv`, each whole or not at all. The numbers go first: a picture is never there without them.
 * @param folder made if it is not there
 * @throws OutputError naming the file
 */
export async function writeFigure(folder: string, name: string, { chart, rows }: Figure): Promise<FigureFiles> {
  const path = (ending: string) => join(folder, `${name}.${ending}`);
  const files = { svg: path('svg'), png: path('png'), csv: path('csv') };
  const svg = await drawChart(chart);
  const png = await rasterise(svg);
  await makeFolder(folder);
  await writeFileAtomically(files.csv, stringify([...rows], { header: true, columns: columnsOf(rows) }));
  await writeFileAtomically(files.svg, svg);
  await writeFileAtomically(files.png, png);
  return files;
}

/** The columns of all rows, in the order in which they first appear. */
function columnsOf(rows: readonly Row[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}
