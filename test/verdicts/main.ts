import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { foldsByGroup } from '#src/data/index.js';
import { wilsonInterval } from '#src/eval/scores/index.js';
import { type Item, linkFold, readItems } from './corpus.js';
import { exists } from './exists.js';
import { classify, lyrebird } from './lyrebird.js';
import {
  aurocWithInterval,
  calibrationError,
  detectedFraction,
  deviation,
  type Judged,
  knownOnly,
  macroRanking,
  mean,
  precisionCounts,
  topFraction,
} from './measures.js';
import { writeMixtures } from './mixtures.js';
import { writeSound } from './noise-file.js';
import { matchedClips } from './same-codec.js';
import { KNOWN_SOUNDS, type SoundKind, WITHHELD_SOUNDS } from './sounds.js';

const USAGE = `npm run verdicts -- --birds FOLDER [--other FOLDER] --folder FOLDER [--tasks birds,bird-mel]
  [--hours 1] [--seed 1] [--folds 4]

Measures what a recordist gets: trains each task on folds of labelled recordings, by group and by recordist, and
classifies the held-out fold, mixtures of two of its recordings, an hour each of noises at three levels, and clips of
other sounds, with the command and the model's own settings. --other is ESC-10 with its metadata.csv: rain, sea, fire,
chainsaw and helicopter of folds 4 and 5, without the recordists of the clips that ship with Lyrebird. Runs in --folder
that are finished are not trained again. Needs an hour on two cores.`;

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
    help: { type: 'boolean', default: false },
  },
});

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const percent = (fraction: number): string => (100 * fraction).toFixed(1);

/** Mean and deviation over folds, in percent. */
const spread = (fractions: readonly number[]): string =>
  `${percent(mean(fractions))} ± ${percent(deviation(fractions))}`;

interface Fold {
  readonly corpus: string;
  readonly run: string;
  readonly test: readonly Item[];
}

/** Trains the folds of a task, unless that was done before. */
async function trainedFolds(task: string, by: string, items: readonly Item[], folder: string): Promise<Fold[]> {
  const folds = Number(values.folds);
  const names = [...new Set(items.map(({ species }) => species))].sort();
  const labelled = items.map(({ species, group }) => ({ label: names.indexOf(species), group }));
  const foldOf = foldsByGroup(labelled, folds, Number(values.seed));
  const trained: Fold[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const corpus = join(folder, `${by}-${fold}`);
    const run = join(folder, `${by}-${fold}-${task}`);
    if (!(await exists(corpus))) await linkFold(corpus, values.birds!, items, (index) => foldOf[index] === fold);
    if (!(await exists(join(run, 'result.json')))) {
      const settings = ['--seed', values.seed, '--set', 'train.test=false'];
      await lyrebird('train', '--task', task, '--data', corpus, '--out', run, '--overwrite', ...settings, '--quiet');
    }
    trained.push({ corpus, run, test: items.filter((_, index) => foldOf[index] === fold) });
  }
  return trained;
}

async function judged(model: string, folder: string, files: readonly string[], truths: readonly (readonly string[])[]) {
  const results = await classify(
    model,
    files.map((file) => join(folder, file)),
  );
  return results.map((result, i): Judged => ({ result, truth: truths[i]! }));
}

interface Segments {
  readonly segmentAccuracy: number;
  readonly recordingAccuracy: number;
  readonly segmentRanking: { readonly averagePrecision: number; readonly auroc: number };
}

/** Recordings of folds, and mixtures of them. */
async function measureFolds(task: string, by: string, items: readonly Item[], folder: string): Promise<void> {
  const all: Judged[] = [];
  const rows: Record<string, number[]> = {};
  const add = (name: string, value: number): void => void (rows[name] ??= []).push(value);
  for (const { corpus, run, test } of await trainedFolds(task, by, items, folder)) {
    const model = join(run, 'last');
    const text = await lyrebird('evaluate', '--model', model, '--data', corpus, '--split', 'test', '--json', '--quiet');
    const evaluation = JSON.parse(text) as Segments;
    add('segments alone', evaluation.segmentAccuracy);
    add('segments alone, macro AP', evaluation.segmentRanking.averagePrecision);
    add('segments alone, macro AUROC', evaluation.segmentRanking.auroc);
    add('recordings by the mean', evaluation.recordingAccuracy);
    const truths = test.map(({ species }) => [species]);
    const single = await judged(
      model,
      corpus,
      test.map(({ file }) => file),
      truths,
    );
    all.push(...single);
    add('recordings, best species', topFraction(single));
    add('recordings with a right detection', detectedFraction(single));
    add('... without unknown', detectedFraction(knownOnly(single)));
    const ranking = macroRanking(single);
    add('recordings, macro AP', ranking.averagePrecision);
    add('recordings, macro AUROC', ranking.auroc);
    if (by === 'recordist') continue;
    for (const levelDb of [0, 6, 12]) {
      const mixed = join(folder, `mixtures-${levelDb}`);
      await rm(mixed, { recursive: true, force: true });
      const mixtures = await writeMixtures(mixed, corpus, test, levelDb, Number(values.seed));
      const heard = await judged(
        model,
        mixed,
        mixtures.map(({ file }) => file),
        mixtures.map(({ species }) => species),
      );
      add(`mixtures at ${levelDb} dB, macro AP`, macroRanking(heard).averagePrecision);
    }
  }
  print(`\n${task}, folds by ${by}: mean ± standard deviation over ${values.folds} folds, in %`);
  for (const [name, fractions] of Object.entries(rows)) print(`  ${name.padEnd(36)} ${spread(fractions)}`);
  for (const [name, found] of [
    ['precision at the thresholds', all],
    ['... without unknown', knownOnly(all)],
  ] as const) {
    const { right, detected } = precisionCounts(found);
    const [low, high] = wilsonInterval(right, detected).map(percent);
    const counts = `(${right} of ${detected}; 95 %: ${low} to ${high})`;
    print(`  ${name.padEnd(36)} ${percent(right / detected)} ${counts}`);
  }
  print(`  calibration error of detections      ${percent(calibrationError(all))}`);
  if (by === 'recordist') printByGroup(items, all);
}

/** Recordings by recordist. */
function printByGroup(items: readonly Item[], all: readonly Judged[]): void {
  for (const group of [...new Set(items.map((item) => item.group))].sort()) {
    const files = new Set(items.filter((item) => item.group === group).map(({ file }) => file));
    const own = all.filter(({ result }) => [...files].some((file) => result.file.endsWith(file)));
    print(`  ${group.padEnd(36)} ${percent(topFraction(own))} of ${own.length}`);
  }
}

/** Noises and other sounds, with the models of the folds by group. */
async function measureNoise(task: string, items: readonly Item[], folder: string): Promise<void> {
  const folds = await trainedFolds(task, 'group', items, folder);
  const model = join(folds[0]!.run, 'last');
  const hours = Number(values.hours);
  print(`\n${task}: detections, and those that are not unknown, in ${hours} h of each sound at -60, -30 and -6 dBFS`);
  const measure = async (name: string, kind: SoundKind): Promise<void> => {
    const counts: string[] = [];
    for (const levelDb of [-60, -30, -6]) {
      const file = join(folder, 'noise.wav');
      await writeSound(file, kind, levelDb, Math.round(3600 * hours));
      const [result] = await classify(model, [file]);
      const { detections } = result!;
      counts.push(`${detections.length} (${detections.filter(({ unknown }) => unknown !== true).length})`);
      await rm(file);
    }
    print(`  ${name.padEnd(36)} ${counts.join(', ')}`);
  };
  for (const [name, kind] of Object.entries(KNOWN_SOUNDS)) await measure(name, kind);
  print('  withheld from training:');
  for (const [name, kind] of Object.entries(WITHHELD_SOUNDS)) await measure(name, kind);
  if (values.other === undefined) return;

  print(`\n${task}: birds against other sounds, same codec, rate, level and duration`);
  const best = (found: readonly Judged[]): number[] =>
    found.map(({ result }) => Math.max(0, ...result.species.map(({ maxProbability }) => maxProbability)));
  const [birds, others]: [Judged[], Judged[]] = [[], []];
  for (const { run, corpus, test } of folds) {
    const matched = join(folder, 'matched');
    await rm(matched, { recursive: true, force: true });
    const clips = await matchedClips(matched, corpus, test, values.other);
    const last = join(run, 'last');
    birds.push(
      ...(await judged(
        last,
        matched,
        clips.birds,
        test.map(({ species }) => [species]),
      )),
    );
    others.push(
      ...(await judged(
        last,
        matched,
        clips.others,
        clips.others.map(() => []),
      )),
    );
  }
  for (const [name, found] of [
    ['clips with a detection', others],
    ['... without unknown', knownOnly(others)],
  ] as const) {
    const heard = found.filter(({ result }) => result.detections.length > 0).length;
    print(`  ${name.padEnd(36)} ${percent(heard / others.length)} (${heard} of ${others.length})`);
  }
  print(`  birds with a right detection         ${percent(detectedFraction(birds))} of ${birds.length}`);
  const { auroc, interval } = aurocWithInterval(best(birds), best(others));
  print(
    `  AUROC of the best score              ${auroc.toFixed(3)} ` +
      `(95 %: ${interval.map((x) => x.toFixed(3)).join(' to ')})`,
  );
}

async function main(): Promise<void> {
  if (values.help || values.birds === undefined) {
    print(USAGE);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const folder = resolve(values.folder ?? (await mkdtemp(join(tmpdir(), 'verdicts-'))));
  await mkdir(folder, { recursive: true });
  const { birds } = values;
  const parts = values.parts.split(',');
  for (const task of values.tasks.split(',')) {
    for (const by of ['group', 'recordist']) {
      if (parts.includes(by)) await measureFolds(task, by, await readItems(birds, by), folder);
    }
    if (parts.includes('noise')) await measureNoise(task, await readItems(birds), folder);
  }
}

await main();
