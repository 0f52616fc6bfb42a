import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeUntrainedModel } from '../helpers/untrained-model.js';
import { costOf } from './classify.js';
import { encoded, FORMATS, writeLongRecording, type FormatName } from './recording.js';

const FLAGS = `[--hours 10] [--formats ${FORMATS.join(',')}] [--model FOLDER] [--folder FOLDER]`;
const USAGE = `npm run long-recordings -- ${FLAGS}

Makes a long recording, classifies it in each format with the built command, and prints the resident memory of the
program and its ffmpeg. Exit code 1 if the peak exceeds 300 MB, or grows by more than 5% after the first hour (the
first half of recordings below two hours). Needs Linux, and 400 MB of disk per hour in --folder (default: a temporary
folder). The model is an untrained bird10 unless --model gives another.`;

const MEGABYTE = 1e6;
const MAX_PEAK_MEGABYTES = 300;
const MAX_GROWTH_PERCENT = 5;

const program = fileURLToPath(new URL('../../../cli/lyrebird.js', import.meta.url));
const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Classifies the recording in one format and prints a line. @returns whether both limits hold */
async function measure(file: string, format: FormatName, audioSeconds: number, model: string): Promise<boolean> {
  const results = `${file}-results`;
  const args = ['classify', file, '--model', model, '--out', results, '--format', 'json'];
  const { wallSeconds, peakBytes, firstPeakBytes } = await costOf(program, args, Math.min(3_600, audioSeconds / 2));
  await rm(results, { recursive: true });
  const [peak, first] = [peakBytes / MEGABYTE, firstPeakBytes / MEGABYTE];
  const growth = 100 * (peak / first - 1);
  const cells = [audioSeconds, wallSeconds, peak, first, growth].map((value, i) => value.toFixed(i < 4 ? 0 : 1));
  print([format.padEnd(6), ...cells.map((cell) => cell.padStart(14))].join(''));
  return peak <= MAX_PEAK_MEGABYTES && growth <= MAX_GROWTH_PERCENT;
}

const { values } = parseArgs({
  options: {
    hours: { type: 'string', default: '10' },
    formats: { type: 'string', default: FORMATS.join(',') },
    model: { type: 'string' },
    folder: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const audioSeconds = Math.round(Number(values.hours) * 3_600);
const formats = FORMATS.filter((name) => values.formats.split(',').includes(name));
if (values.help || !(audioSeconds > 0) || formats.length === 0) {
  print(USAGE);
  process.exitCode = values.help ? 0 : 2;
} else {
  const folder = values.folder === undefined ? await mkdtemp(join(tmpdir(), 'long-')) : resolve(values.folder);
  try {
    let model = values.model;
    if (model === undefined) {
      model = join(folder, 'model');
      await writeUntrainedModel(model, { name: 'bird10' }, { recordings: ['low', 'middle', 'high'] });
    }
    const recording = await writeLongRecording(folder, audioSeconds);
    const titles = ['audio s', 'wall s', 'peak MB', '1st hour MB', 'growth %'].map((title) => title.padStart(14));
    print(['format', ...titles].join(''));
    let kept = true;
    for (const format of formats) {
      const file = await encoded(recording, format);
      kept = (await measure(file, format, audioSeconds, model)) && kept;
      if (file !== recording) await rm(file);
    }
    process.exitCode = kept ? 0 : 1;
  } finally {
    if (values.folder === undefined) await rm(folder, { recursive: true });
  }
}
