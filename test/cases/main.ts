import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeUntrainedModel } from '../helpers/untrained-model.js';
import { audioCases, unusedAudio } from './audio-cases.js';
import { configCases } from './config-cases.js';
import { folderCases } from './folder-cases.js';

const USAGE = `npm run cases -- FOLDER

Gives the program inputs that programs like it get wrong, and prints what is right and what it did. FOLDER holds
audio/ and config/. Exits with 1 if an answer is wrong.`;

async function main(): Promise<void> {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [inputs] = positionals;
  if (inputs === undefined || !existsSync(join(inputs, 'audio'))) {
    process.stderr.write(`${USAGE}\n`);
    process.exitCode = 2;
    return;
  }
  // Below /tmp, where an ordinary user may read it too.
  const work = mkdtempSync(join(tmpdir(), 'lyrebird-cases-'));
  chmodSync(work, 0o755);
  const folders = { inputs, work, model: join(work, 'model') };
  try {
    await writeUntrainedModel(folders.model, { name: 'bird10' }, { recordings: ['Parus major', 'Turdus merula'] });
    const cases = [...audioCases(folders), ...folderCases(folders), ...configCases(folders)];
    let wrong = 0;
    for (const { input, expected, answer } of cases) {
      const { got, right } = await answer();
      if (!right) wrong++;
      process.stdout.write(
        `${right ? 'right' : 'WRONG'}  ${input}\n       expected: ${expected}\n       got:      ${got}\n`,
      );
    }
    const unused = unusedAudio(folders, cases);
    if (unused.length > 0) process.stdout.write(`not tried: ${unused.join(', ')}\n`);
    process.stdout.write(`${cases.length - wrong} right, ${wrong} wrong\n`);
    if (wrong > 0) process.exitCode = 1;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

await main();
