import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import type { PartName } from './names.js';
import { PARTS, type Part } from './parts.js';
import { runQuietly } from './run-quietly.js';
import { results, say } from '../../ui/streams.js';
import { lyrebirdCommand } from '../../../src/package.js';
import { printable } from '../../../src/printable.js';

/** Outcome of one part, and its consequence. */
interface Outcome {
  readonly word: 'already there' | 'got' | 'not offered' | 'could not get' | 'missing';
  readonly detail?: string;
}

/**
 * Runs the command. Downloads one part at a time, since each is large.
 * @param quiet do not announce downloads
 * @returns the exit code: 5 if a part that exists for this platform is missing
 */
export async function installNative(names: readonly PartName[], quiet: boolean): Promise<number> {
  let missing = 0;
  for (const name of names) {
    const part = PARTS[name];
    const { word, detail } = await install(part, () => {
      if (!quiet) say(`trying ${part.title} (about ${part.size})`);
    });
    if (word === 'could not get' || word === 'missing') missing += 1;
    await results.write(`${word.padEnd(13)} ${part.title}${detail === undefined ? '' : `: ${printable(detail)}`}\n`);
  }
  const summary =
    missing === 0
      ? 'Every part that exists for this platform is installed.'
      : 'Lyrebird works without what is missing.';
  await results.write(`${summary} See: ${lyrebirdCommand()} doctor\n`);
  return missing === 0 ? 0 : 5;
}

async function install(part: Part, onDownload: () => void): Promise<Outcome> {
  const { packageName, platforms, script, works, without } = part;
  const platform = `${process.platform}-${process.arch}`;
  const consequence = `Without it ${without}.`;
  if (platforms !== undefined && !platforms.includes(platform)) {
    return { word: 'not offered', detail: `nothing is published for ${platform}. ${consequence}` };
  }
  const nodeModules = createRequire(import.meta.url).resolve.paths(packageName) ?? [];
  // Not every package exports its package.json: look where Node would.
  const folder = nodeModules
    .map((path) => join(path, packageName))
    .find((path) => existsSync(join(path, 'package.json')));
  if (folder === undefined) return { word: 'missing', detail: `${howToInstall(packageName)} ${consequence}` };
  if (await works(folder)) return { word: 'already there' };
  onDownload();
  const bins = nodeModules.map((path) => join(path, '.bin'));
  const { succeeded, reason } = await runQuietly(process.execPath, script, {
    cwd: folder,
    env: { PATH: [...bins, process.env['PATH']].join(delimiter) },
  });
  if (await works(folder)) return { word: 'got' };
  const prefix = succeeded ? 'the download finished, but it does not work here: ' : '';
  return { word: 'could not get', detail: `${prefix}${reason}. ${consequence}` };
}

function howToInstall(packageName: string): string {
  const where = lyrebirdCommand() === 'lyrebird' ? ' --global' : '';
  return `npm drops an optional package whose download fails; to try again: npm install${where} ${packageName}.`;
}
