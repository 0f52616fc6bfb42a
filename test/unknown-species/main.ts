import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findPrototypes } from '#audio/novelty/fit/index.js';
import { foldsByGroup } from '#src/data/index.js';
import { rankingOf } from '#src/eval/scores/index.js';
import { loadModel } from '#src/train/index.js';
import { type Item, linkFold, readItems } from '../bird-accuracy/corpus.js';
import { exists } from '../bird-accuracy/exists.js';
import { lyrebird } from '../bird-accuracy/lyrebird.js';
import { deviation, mean } from '../bird-accuracy/measures.js';
import { unseenClips } from '../bird-accuracy/unseen-clips.js';
import { type Reference, strangeness } from './candidates.js';
import { outputsOf, type RecordingOutputs } from './outputs.js';

const USAGE = `npm run unknown-species -- --birds FOLDER [--other FOLDER] --folder FOLDER [--seeds 1,2,3]
  [--networks plain,r] [--task birds] [--unknown 1] [--steps N]

Leaves out one species after the other, or --unknown of them at a time, trains on three quarters of the recordings of
the others, with and without R, and measures how well each candidate separates recordings of the unknown species from
held-out recordings of the known ones (AUROC). --other is ESC-10: clips of its fold 5, without roosters, are unknown,
of another kind. Runs in --folder that are finished are not trained again. Needs an hour on two cores.`;

const { values } = parseArgs({
  options: {
    birds: { type: 'string' },
    other: { type: 'string' },
    folder: { type: 'string' },
    seeds: { type: 'string', default: '1,2,3' },
    networks: { type: 'string', default: 'plain,r' },
    task: { type: 'string', default: 'birds' },
    unknown: { type: 'string', default: '1' },
    steps: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const FOLDS = 4;
/** Settings of the networks, by name. */
const NETWORKS: Readonly<Record<string, readonly string[]>> = { plain: ['loss.alpha=1'], r: ['loss.alpha=0.7'] };

/** How well a candidate tells what is unknown from what is known. */
interface Aurocs {
  readonly species: number;
  readonly clips?: number;
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Candidates' values of recordings: means over their segments, weighted by loudness. */
function byRecording(values: Float64Array, { sources, loudness }: RecordingOutputs, count: number): number[] {
  return Array.from({ length: count }, (_, recording) => {
    let [sum, weights] = [0, 0];
    sources.forEach((source, i) => {
      if (source !== recording) return;
      sum += loudness[i]! * values[i]!;
      weights += loudness[i]!;
    });
    return sum / weights;
  }).filter((value) => !Number.isNaN(value));
}

async function referenceOf(model: string, items: readonly Item[], classes: readonly string[]): Promise<Reference> {
  const outputs = await outputsOf(
    await loadModel(model),
    items.map(({ file }) => join(values.birds!, file)),
  );
  const labels = outputs.sources.map((source) => classes.indexOf(items[source]!.species));
  const { representations } = outputs;
  const dimensions = representations[0]!.length;
  const flat = Float32Array.from(representations.flatMap((row) => Array.from(row)));
  const { data, shape } = findPrototypes({ values: flat, dimensions, labels }, 1)!;
  const prototypes = Array.from({ length: shape[0]! }, (_, row) =>
    Float64Array.from(data.subarray(row * dimensions, (row + 1) * dimensions)),
  );
  return { representations, labels, prototypes };
}

async function main(): Promise<void> {
  const { birds, other } = values;
  if (values.help || birds === undefined) {
    print(USAGE);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const folder = resolve(values.folder ?? (await mkdtemp(join(tmpdir(), 'unknown-species-'))));
  await mkdir(folder, { recursive: true });
  const items = await readItems(birds);
  const names = [...new Set(items.map(({ species }) => species))].sort();
  const labelled = items.map(({ species, group }) => ({ label: names.indexOf(species), group }));
  const foldOf = foldsByGroup(labelled, FOLDS, 1);
  const clips =
    other === undefined
      ? []
      : (await unseenClips(other, ({ species, fold }) => species !== 'Rooster' && fold === '5')).map((file) =>
          join(other, file),
        );
  /** AUROCs of each candidate, by a network that does not know some species; kept beside it. */
  const measured = async (
    run: string,
    known: readonly (Item & { readonly isTest: boolean })[],
    unknown: readonly string[],
  ): Promise<Readonly<Record<string, Aurocs>>> => {
    const kept = join(run, 'aurocs.json');
    if (await exists(kept)) return JSON.parse(await readFile(kept, 'utf8')) as Record<string, Aurocs>;
    const model = await loadModel(join(run, 'last'));
    const trained = known.filter(({ isTest }) => !isTest);
    const reference = await referenceOf(join(run, 'last'), trained, model.manifest.classes);
    const measure = async (files: readonly string[]) => {
      const outputs = await outputsOf(model, files);
      const candidates = Object.entries(strangeness(outputs, reference));
      return new Map(candidates.map(([name, found]) => [name, byRecording(found, outputs, files.length)]));
    };
    const path = ({ file }: Item): string => join(birds, file);
    const ofKnown = await measure(known.filter(({ isTest }) => isTest).map(path));
    const ofUnknown = await measure(items.filter(({ species }) => unknown.includes(species)).map(path));
    const ofClips = clips.length > 0 ? await measure(clips) : undefined;
    const found = [...ofKnown].map(([name, negatives]): [string, Aurocs] => {
      const species = auroc(ofUnknown.get(name)!, negatives);
      return [name, { species, ...(ofClips && { clips: auroc(ofClips.get(name)!, negatives) }) }];
    });
    await writeFile(kept, JSON.stringify(Object.fromEntries(found)));
    return Object.fromEntries(found);
  };
  for (const network of values.networks.split(',')) {
    const settings = NETWORKS[network]!;
    const aurocs: Record<string, { readonly species: number[]; readonly clips: number[] }> = {};
    for (const seed of values.seeds.split(',').map(Number)) {
      for (const [left, unknown] of inGroups(names, Number(values.unknown)).entries()) {
        const known = items.map((item, i) => ({ ...item, isTest: foldOf[i] === (seed - 1) % FOLDS }));
        const others = known.filter(({ species }) => !unknown.includes(species));
        const corpus = join(folder, `c-${seed}-${left}`);
        const run = join(folder, `m-${network}-${seed}-${left}`);
        if (!(await exists(corpus))) await linkFold(corpus, birds, others, (index) => others[index]!.isTest);
        if (!(await exists(join(run, 'result.json')))) {
          const flags = ['--seed', String(seed), '--threads', '1', '--overwrite', '--quiet'];
          const length = values.steps === undefined ? [] : ['--steps', values.steps];
          const set = [...length, '--set', 'train.test=false', 'data.folds=0', ...settings];
          await lyrebird('train', '--task', values.task, '--data', corpus, '--out', run, ...flags, ...set);
        }
        for (const [name, { species, clips: ofClips }] of Object.entries(await measured(run, others, unknown))) {
          const row = (aurocs[name] ??= { species: [], clips: [] });
          row.species.push(species);
          if (ofClips !== undefined) row.clips.push(ofClips);
        }
      }
    }
    print(`\n${network === 'r' ? 'trained with R' : 'trained without R'}: AUROC, mean ± standard deviation`);
    for (const [name, { species, clips: ofClips }] of Object.entries(aurocs)) {
      const cell = (found: readonly number[]): string =>
        found.length === 0 ? '' : `${mean(found).toFixed(3)} ± ${deviation(found).toFixed(3)}`;
      print(`  ${name.padEnd(26)} species ${cell(species)}   clips ${cell(ofClips)}`);
    }
  }
}

/** Divides names into groups of a size; those that are left over are in none. */
function inGroups(names: readonly string[], size: number): string[][] {
  return Array.from({ length: Math.floor(names.length / size) }, (_, i) => names.slice(i * size, (i + 1) * size));
}

const auroc = (strange: readonly number[], known: readonly number[]): number =>
  rankingOf(Float64Array.from(strange), Float64Array.from(known))!.auroc;

await main();
