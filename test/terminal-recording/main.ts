import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { formatCast, parseCast, type Cast } from './cast.js';
import { framesOf } from './frames.js';
import { playback } from './playback.js';
import { record } from './record.js';
import { COLUMNS, DESCRIPTION, ROWS, SCENES, TITLE } from './scenes.js';
import { terminalSvg } from './svg.js';
import { setUpWorkspace } from './workspace.js';

/*
 * The animated terminal in README.md. `npm run docs:terminal` types the commands of scenes.ts into a real shell,
 * records what it shows, and writes docs/terminal.svg, in a minute or two; it needs bash. `--cast FILE` saves the
 * recording (asciicast v2), or, if the file exists, replays it; `--out FILE` writes the SVG elsewhere.
 */

const { values } = parseArgs({
  options: { out: { type: 'string', default: 'docs/terminal.svg' }, cast: { type: 'string' } },
});
const FRAMES_PER_SECOND = 5;
const say = (line: string): void => void process.stderr.write(`${line}\n`);

const cast = (await readCast(values.cast)) ?? (await recordScenes());
const played = playback(cast, SCENES, FRAMES_PER_SECOND);
const frames = await framesOf(played);
const svg = terminalSvg(frames, {
  columns: cast.columns,
  seconds: played.seconds,
  title: TITLE,
  description: DESCRIPTION,
});
await writeFile(values.out, svg);
const kilobytes = Math.round(Buffer.byteLength(svg) / 1000);
say(`${values.out}: ${frames.length} frames, ${played.seconds.toFixed(1)} s, ${kilobytes} kB`);

async function readCast(file: string | undefined): Promise<Cast | undefined> {
  if (file === undefined) return undefined;
  return readFile(file, 'utf8').then(parseCast, () => undefined);
}

async function recordScenes(): Promise<Cast> {
  const workspace = await setUpWorkspace(await mkdtemp(join(tmpdir(), 'terminal-recording-')), resolve('.'));
  try {
    say(`recording ${SCENES.length} commands in ${workspace.folder}`);
    const commands = SCENES.map(({ command }) => command);
    const recorded = await record({ columns: COLUMNS, rows: ROWS, folder: workspace.folder, commands });
    if (values.cast !== undefined) await writeFile(values.cast, formatCast(recorded));
    return recorded;
  } finally {
    await workspace.remove();
  }
}
