import { readFile, readdir } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { fillIn } from './fill-in.js';
import type { Benchmarks } from './figures.js';

/** File with all figures. */
export const BENCHMARKS_FILE = 'docs/benchmarks.json';

/** A page of the documentation, as it is and as it should be. */
export interface Page {
  readonly path: string;
  readonly text: string;
  readonly filledIn: string;
}

/** Reads all pages of the repository, and fills in figures and tables. */
export async function readPages(benchmarks: Benchmarks): Promise<Page[]> {
  const names = (await readdir('docs')).filter((name) => name.endsWith('.md')).sort();
  return Promise.all(
    ['README.md', ...names.map((name) => `docs/${name}`)].map(async (path) => {
      const text = await readFile(path, 'utf8');
      const filledIn = fillIn(text, benchmarks);
      if (filledIn === text) return { path, text, filledIn };
      const options = { ...(await resolveConfig(path)), filepath: path };
      return { path, text, filledIn: await format(filledIn, options) };
    }),
  );
}
