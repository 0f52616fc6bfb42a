import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readFacts } from './facts.js';
import { runJobs } from './jobs.js';
import { REMOVED, currentName } from './names.js';

/*
 * Checks that two versions compute the same results: `npm run same-numbers -- BEFORE [AFTER]` runs the same commands
 * in two built checkouts on this machine, one after the other, and compares the bytes of every tensor and every
 * number written. A folder without a package.json is read as the outputs of an earlier comparison. Each checkout
 * takes several minutes.
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { images: { type: 'string', default: '../shared/data/mnist' }, out: { type: 'string' } },
});
const [before, after = '.'] = positionals.map((path) => resolve(path));
if (before === undefined)
  throw new Error('usage: npm run same-numbers -- BEFORE [AFTER] [--images FOLDER] [--out FOLDER]');
const out = resolve(values.out ?? (await mkdtemp(join(tmpdir(), 'same-numbers-'))));

const outputsOf = async (path: string, name: string): Promise<string> => {
  if (!existsSync(join(path, 'package.json'))) return path;
  const folder = join(out, name);
  await runJobs(path, folder, resolve(values.images));
  return folder;
};
const older = await readFacts(await outputsOf(before, 'before'));
const newer = await readFacts(await outputsOf(resolve(after), 'after'));

const print = (line: string): void => void process.stdout.write(`${line}\n`);
let failed = false;
for (const kind of ['tensors', 'numbers'] as const) {
  const left = new Map([...older[kind]].map(([name, value]) => [currentName(name), value] as const));
  const right = newer[kind];
  const shared = [...left.keys()].filter((name) => right.has(name));
  const different = shared.filter((name) => !Object.is(left.get(name), right.get(name)));
  const onlyBefore = [...left.keys()].filter((name) => !right.has(name));
  const missing = onlyBefore.filter((name) => !REMOVED.some((pattern) => pattern.test(name)));
  const removed = onlyBefore.length - missing.length;
  const added = [...right.keys()].filter((name) => !left.has(name));
  const equal = shared.length - different.length;
  print(
    `${kind}: ${equal} equal, ${different.length} different, ${missing.length} only before, ${added.length} only now` +
      (removed > 0 ? `; ${removed} settings of other kinds of task are no longer written` : ''),
  );
  for (const name of different.slice(0, 20)) print(`  different   ${name}: ${left.get(name)} -> ${right.get(name)}`);
  for (const name of missing.slice(0, 40)) print(`  only before ${name}`);
  for (const name of added.slice(0, 40)) print(`  only now    ${name}`);
  failed ||= different.length > 0 || missing.length > 0 || shared.length === 0;
}
process.exitCode = failed ? 1 : 0;
