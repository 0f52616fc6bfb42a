import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { synthesizeCorpus } from '#audio/synthetic/index.js';
import { createRng } from '#src/rng.js';
import { writeUntrainedModel } from '../helpers/untrained-model.js';
import { killedRuns } from './killed-runs.js';
import { readSongs, writeRecording, writeSeason } from './recordings.js';

const USAGE = `npm run season-load -- [--recordings 4000] [--seconds 60] [--hours 10] [--kills 5] [--seed 1]
    [--model FOLDER] [--songs FOLDER] [--threshold P] [--folder FOLDER]

Classifies a season of many short recordings, and one long recording, with the built command, and prints time and peak
memory of the program and its ffmpeg. Then kills both at random moments, lets them continue, and compares every file
with the uninterrupted run. Exit code 1 if one differs. --recordings 0 or --hours 0 leaves that part out. Needs Linux,
and 160 MB of disk per hour in --folder (default: a temporary folder). The model is an untrained bird10, the songs are
synthetic, unless --model and --songs (a folder of recordings) give others.`;

const { values } = parseArgs({
  options: {
    recordings: { type: 'string', default: '4000' },
    seconds: { type: 'string', default: '60' },
    hours: { type: 'string', default: '10' },
    kills: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    model: { type: 'string' },
    songs: { type: 'string' },
    threshold: { type: 'string', default: '0.3' },
    folder: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  if (values.help) return print(USAGE);
  const folder = values.folder === undefined ? tmpdir() : resolve(values.folder);
  await mkdir(folder, { recursive: true });
  const work = await mkdtemp(join(folder, 'season-load-'));
  let songs = values.songs;
  if (songs === undefined) {
    songs = join(work, 'songs');
    const corpus = { individualsPerSpecies: 3, recordingsPerIndividual: 1, secondsPerRecording: 5 };
    await synthesizeCorpus({ outDir: songs, ...corpus });
  }
  let model = values.model;
  if (model === undefined) {
    model = join(work, 'model');
    await writeUntrainedModel(model, { name: 'bird10' }, { recordings: ['low', 'middle', 'high'] });
  }
  const sound = await readSongs(songs);
  const rng = createRng(Number(values.seed));
  const kills = Number(values.kills);
  const argsFor =
    (input: string) =>
    (out: string): readonly string[] => {
      const result = ['--out', out, '--format', 'csv', '--timezone', 'UTC', '--threshold', values.threshold];
      return ['classify', input, '--model', model, ...result];
    };
  let problems = 0;
  const count = Number(values.recordings);
  if (count > 0) {
    const season = join(work, 'season');
    await mkdir(season);
    await writeSeason(season, sound, count, Number(values.seconds));
    const name = `${count}-recordings`;
    problems += await killedRuns({ name, args: argsFor(season), work, kills, rng: rng.split('many'), print });
  }
  const hours = Number(values.hours);
  if (hours > 0) {
    const recording = join(work, 'LONG_20240501_200000.wav');
    await writeRecording(recording, sound, 3600 * hours, rng.split('sound'));
    const name = `${hours}-hours`;
    problems += await killedRuns({ name, args: argsFor(recording), work, kills, rng: rng.split('long'), print });
  }
  if (problems === 0) return rm(work, { recursive: true });
  print(`the files are in ${work}`);
  process.exitCode = 1;
}

await main();
