import { join } from 'node:path';
import { makeFolder, writeFileAtomically } from '../../files/index.js';
import type { FrameworkName } from './names.js';
import type { FrameworksRun } from './run-frameworks.js';

/**
 * Writes the results of frameworks: `frameworks.json`, and a figure (SVG, PNG, CSV) for each that has a picture.
 * @param folder created if it does not exist
 * @throws OutputError if a file cannot be written; the message names it
 */
export async function writeFrameworks(folder: string, { report, pictures }: FrameworksRun): Promise<void> {
  // Imported lazily: the chart library loads slowly, and most runs draw no figure.
  const [{ writeFigure }, { figureOf }] = await Promise.all([import('../../figures/index.js'), import('./figures.js')]);
  await makeFolder(folder);
  await writeFileAtomically(join(folder, 'frameworks.json'), `${JSON.stringify(report, null, 2)}\n`);
  for (const { name, title, data } of report.frameworks) {
    const picture = pictures.get(name as FrameworkName);
    const partial = report.partialData.length > 0 ? '; PARTIAL DATA' : '';
    if (picture) await writeFigure(folder, name, figureOf(title, `${data}${partial}`, picture));
  }
}
