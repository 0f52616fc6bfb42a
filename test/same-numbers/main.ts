import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readFacts } from './facts.js';
import { runJobs } from './jobs.js';
import { GONE, today } from './names.js';

/*
 * Whether two versions compute the same: `npm run same-numbers -- BEFORE [AFTER]` runs the same commands in two built checkouts on this machine, one
 * after the other, and compares the bytes of every tensor and every number that they write. A folder without a package.json is
 * taken for outputs of an earlier comparison. Both take some minutes.
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

const say = (line: string): void => void process.stdout.write(`${line}\n`);
let failed = false;
for (const kind of ['tensors', 'numbers'] as const) {
  const left = new Map([...older[kind]].map(([name, value]) => [today(name), value] as const));
  const right = newer[kind];
  const shared = [...left.keys()].filter((name) => right.has(name));
  const different = shared.filter((name) => !Object.is(left.get(name), right.get(name)));
  const lacking = [...left.keys()].filter((name) => !right.has(name));
  const gone = lacking.filter((name) => !GONE.some((pattern) => pattern.test(name)));
  const foreign = lacking.length - gone.length;
  const added = [...right.keys()].filter((name) => !left.has(name));
  const equal = shared.length - different.length;
  say(
    `${kind}: ${equal} equal, ${different.length} different, ${gone.length} only before, ${added.length} only now` +
      (foreign > 0 ? `; ${foreign} settings of other kinds of task are not written any more` : ''),
  );
  for (const name of different.slice(0, 20)) say(`  different   ${name}: ${left.get(name)} -> ${right.get(name)}`);
  for (const name of gone.slice(0, 40)) say(`  only before ${name}`);
  for (const name of added.slice(0, 40)) say(`  only now    ${name}`);
  failed ||= different.length > 0 || gone.length > 0 || shared.length === 0;
}
process.exitCode = failed ? 1 : 0;
