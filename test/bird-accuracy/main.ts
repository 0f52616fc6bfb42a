import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readItems } from './corpus.js';
import { measureFolds } from './fold-measures.js';
import { type Fold, trainedFolds } from './folds.js';
import { measureNoises } from './noises.js';
import { measureOtherSounds } from './other-sounds.js';
import { measurePrecisions } from './precisions.js';
import { print } from './print.js';

const USAGE = `npm run bird-accuracy -- --birds FOLDER [--other FOLDER] --folder FOLDER [--tasks birds,bird-mel]
  [--parts group,recordist,precision,noise] [--hours 1] [--seed 1] [--folds 4] [--set data.folds=5]

Measures what a recordist gets: trains each task on folds of labelled recordings, by group and by recordist, and
classifies the held-out fold, mixtures of two of its recordings, an hour each of noises at three levels, and clips of
other sounds, with the command and the model's own settings; the part "precision" with each --precision. --other is
ESC-10 with its metadata.csv: rain, sea, fire, chainsaw and helicopter of folds 4 and 5, without the recordists of the
clips that ship with Lyrebird. Runs in --folder that are finished are not trained again: choose another for other
settings. Needs an hour on two cores.`;

const { values } = parseArgs({
  options: {
    birds: { type: 'string' },
    other: { type: 'string' },
    folder: { type: 'string' },
    tasks: { type: 'string', default: 'birds,bird-mel' },
    parts: { type: 'string', default: 'group,recordist,noise' },
    hours: { type: 'string', default: '1' },
    folds: { type: 'string', default: '4' },
    seed: { type: 'string', default: '1' },
    set: { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean', default: false },
  },
});

async function main(): Promise<void> {
  const { birds, other } = values;
  if (values.help || birds === undefined) {
    print(USAGE);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const folder = resolve(values.folder ?? (await mkdtemp(join(tmpdir(), 'bird-accuracy-'))));
  await mkdir(folder, { recursive: true });
  const [folds, seed] = [Number(values.folds), Number(values.seed)];
  const trained = async (task: string, by: string): Promise<Fold[]> =>
    trainedFolds(task, { birds, by, items: await readItems(birds, by), folder, folds, seed, set: values.set });
  const parts = values.parts.split(',');
  for (const task of values.tasks.split(',')) {
    for (const by of ['group', 'recordist'].filter((name) => parts.includes(name))) {
      const models = await trained(task, by);
      print(`\n${task}, folds by ${by}: mean ± standard deviation over ${folds} folds, in %`);
      await measureFolds(models, folder, by, seed);
    }
    if (parts.includes('precision')) {
      const models = await trained(task, 'group');
      print(`\n${task}, folds by group, by target precision: in %, mean ± standard deviation over ${folds} folds`);
      await measurePrecisions(models, folder, other);
    }
    if (!parts.includes('noise')) continue;
    const models = await trained(task, 'group');
    print(`\n${task}: detections, and those not unknown, in ${values.hours} h of each sound at -60, -30 and -6 dBFS`);
    await measureNoises(join(models[0]!.run, 'last'), folder, Number(values.hours));
    if (other === undefined) continue;
    print(`\n${task}: birds against other sounds, same codec, rate, level and duration`);
    await measureOtherSounds(models, folder, other);
  }
}

await main();
