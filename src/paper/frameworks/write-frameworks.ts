import { join } from 'node:path';
import { makeFolder, writeFileAtomically } from '../../files/index.js';
import type { FrameworkName } from './names.js';
import type { FrameworksRun } from './run-frameworks.js';

/**
 * Writes a run of frameworks: `frameworks.json`, and a figure (SVG, PNG, CSV) of each that can be seen.
 * @param folder made if it is not there
 * @throws OutputError naming the file
 */
export async function writeFrameworks(folder: string, { report, pictures }: FrameworksRun): Promise<void> {
  // Charts take a while to load, and most runs draw none.
  const [{ writeFigure }, { figureOf }] = await Promise.all([import('../../figures/index.js'), import('./figures.js')]);
  await makeFolder(folder);
  await writeFileAtomically(join(folder, 'frameworks.json'), `${JSON.stringify(report, null, 2)}\n`);
  for (const { name, title, data } of report.frameworks) {
    const picture = pictures.get(name as FrameworkName);
    if (picture) await writeFigure(folder, name, figureOf(title, data, picture));
  }
}
