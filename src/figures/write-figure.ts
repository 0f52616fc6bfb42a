import { join } from 'node:path';
import { csvText } from '../csv.js';
import { makeFolder, writeFileAtomically } from '../files/index.js';
import { drawChart, type ChartSpec } from './chart.js';
import { rasterise } from './rasterise.js';

/** One row of a figure's data. Missing columns are left empty. */
export type Row = Readonly<Record<string, string | number | boolean | null>>;

/** A chart and the data that it shows. */
export interface Figure {
  readonly chart: ChartSpec;
  /** The data shown, for checking or redrawing the figure. */
  readonly rows: readonly Row[];
}

/** Paths of the files of a figure. */
export interface FigureFiles {
  readonly svg: string;
  readonly png: string;
  readonly csv: string;
}

/**
 * Writes a figure as `NAME.svg`, `NAME.png` and `NAME.csv`, each atomically. The CSV file is written first, so that a
 * picture never exists without its data.
 * @param folder created if it does not exist
 * @throws OutputError naming the file
 */
export async function writeFigure(folder: string, name: string, { chart, rows }: Figure): Promise<FigureFiles> {
  const path = (ending: string) => join(folder, `${name}.${ending}`);
  const files = { svg: path('svg'), png: path('png'), csv: path('csv') };
  const svg = await drawChart(chart);
  const png = await rasterise(svg);
  await makeFolder(folder);
  await writeFileAtomically(files.csv, csvText(rows, { header: true, columns: columnsOf(rows) }));
  await writeFileAtomically(files.svg, svg);
  await writeFileAtomically(files.png, png);
  return files;
}

/** Columns of all rows, in order of first appearance. */
function columnsOf(rows: readonly Row[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}
