import { link, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { recordedAt } from '#audio/origin/index.js';
import {
  openResultsFolder,
  type AllResults,
  type Detection,
  type FinishedRecording,
  type RecordingResult,
  type SummaryWriter,
} from '#audio/results/index.js';
import { createRng, type Rng } from '#src/rng.js';
import { wavFile } from './wav-writer.js';

/** What is recorded in a made season. */
export interface SeasonPlan {
  /** Folders of the recordings. Default: three. */
  readonly sites?: readonly string[];
  /** Default: 14, from 24 March 2024 on; clocks in Europe change on the eighth. */
  readonly nights?: number;
  /** Recordings of a night at a site, from 19:00 to 07:00. Default: 14. */
  readonly perNight?: number;
  /** Detections in all. Default: 6,000. */
  readonly detections?: number;
  readonly species?: readonly string[];
  /** Default: 12. */
  readonly recordingSeconds?: number;
  /** Nights on which the second site does not record. Default: the fifth and sixth. */
  readonly missing?: readonly number[];
  readonly timezone?: string;
}

/** Species of a made season. */
export const SPECIES = [
  'Turdus_merula',
  'Erithacus_rubecula',
  'Strix_aluco',
  'Troglodytes_troglodytes',
  'Parus_major',
  'Phylloscopus_collybita',
  'Luscinia_megarhynchos',
  'Caprimulgus_europaeus',
];
export const MODEL = { name: 'birds', fingerprint: '0123456789abcdef'.repeat(4) };
const RATE_HZ = 24_000;
const FIRST_DAY = 24;

/** A recording of a made season. */
interface PlannedRecording {
  readonly key: string;
  readonly hour: number;
}

/** A recording with its result. */
interface MadeRecording {
  readonly key: string;
  readonly path: string;
  readonly result: RecordingResult;
}

/**
 * Makes recordings in a folder, one sound under many names, and their results: short calls in noise. Dates and sites
 * come from the names of files, as in `classify`.
 */
async function* madeRecordings(folder: string, plan: SeasonPlan): AsyncGenerator<MadeRecording> {
  const { species = SPECIES, recordingSeconds = 12, timezone } = plan;
  const planned = recordingsOf(plan);
  const rng = createRng(1);
  const counts = detectionCounts(planned, plan.detections ?? 6000, rng.split('counts'));
  const sound = join(folder, 'sound.wav');
  await mkdir(folder, { recursive: true });
  await writeFile(sound, wavFile([callsInNoise(recordingSeconds, rng.split('sound'))], { sampleRateHz: RATE_HZ }));
  for (const [index, { key, hour }] of planned.entries()) {
    const path = join(folder, key);
    await mkdir(dirname(path), { recursive: true });
    await rm(path, { force: true });
    await link(sound, path);
    const { warnings, ...origin } = await recordedAt(path, { timezone, subfolder: posix.dirname(key) });
    const result: RecordingResult = {
      file: `season/${key}`,
      durationSeconds: recordingSeconds,
      origin,
      secondsWithoutSignal: 0,
      species: species.map((name) => ({
        species: name,
        probability: 0.1,
        maxProbability: 0.1,
        seconds: 0,
        detections: 0,
      })),
      detections: detectionsOf(counts[index]!, { hour, species, recordingSeconds }, rng.split('detections', index)),
      warnings: warnings.map((line) => line.slice(path.length + 2)),
      model: MODEL,
    };
    yield { key, path, result };
  }
}

/** Saves results of made recordings in a results folder, as `classify` does. */
export async function makeSeason(folder: string, out: string, summary: SummaryWriter, plan: SeasonPlan = {}) {
  const render = { bandHz: { lowHz: 0, highHz: 12_000 } };
  const results = await openResultsFolder({ folder: out, render, model: MODEL, settings: {}, summary });
  try {
    for await (const { key, path, result } of madeRecordings(folder, plan)) {
      const { size, mtimeMs } = await stat(path);
      const provenance = { path, size, mtimeMs, settings: results.settings };
      await results.save({ file: result.file, path, key }, provenance, result);
    }
    return await results.combine();
  } finally {
    await results.close();
  }
}

/** Results of made recordings, without the journal that a results folder keeps. */
export async function madeResults(folder: string, out: string, plan: SeasonPlan = {}): Promise<AllResults> {
  const made: MadeRecording[] = [];
  for await (const recording of madeRecordings(folder, plan)) made.push(recording);
  return resultsOf(out, made);
}

/** Results of these recordings. */
export function resultsOf(
  out: string,
  recordings: readonly FinishedRecording[],
  others: Partial<Pick<AllResults, 'failed' | 'leftOut'>> = {},
): AllResults {
  return {
    folder: out,
    analysis: {
      model: MODEL,
      bandHz: { lowHz: 1_000, highHz: 11_000 },
      settings: {
        threshold: null,
        thresholds: {},
        precision: null,
        byLoudness: null,
        contextSeconds: null,
        unknown: null,
        channel: 'mean',
        top: null,
      },
    },
    async *recordings() {
      yield* recordings;
    },
    failed: [],
    leftOut: [],
    ...others,
  };
}

function recordingsOf({
  sites = ['pond', 'old oak', 'north ridge'],
  nights = 14,
  perNight = 14,
  missing = [4, 5],
}: SeasonPlan) {
  const planned: PlannedRecording[] = [];
  for (const [siteIndex, site] of sites.entries()) {
    for (let night = 0; night < nights; night++) {
      if (siteIndex === 1 && missing.includes(night)) continue;
      for (let index = 0; index < perNight; index++) {
        const minutes = 19 * 60 + Math.floor((index * 12 * 60) / perNight);
        const { text, hour } = localTime(night, minutes);
        planned.push({ key: `${site}/SM_${text}.wav`, hour });
      }
    }
  }
  return planned;
}

/** Local time of a night of March and April 2024. */
function localTime(night: number, minutes: number): { readonly text: string; readonly hour: number } {
  let day = FIRST_DAY + night + Math.floor(minutes / 1440);
  const month = day > 31 ? 4 : 3;
  if (day > 31) day -= 31;
  const [hour, minute] = [Math.floor(minutes / 60) % 24, minutes % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return { text: `2024${two(month)}${two(day)}_${two(hour)}${two(minute)}00`, hour };
}

/** How active birds are at an hour of the day: most at dawn. */
function activity(hour: number): number {
  return hour >= 4 && hour <= 6 ? 6 : hour >= 19 && hour <= 20 ? 3 : 1;
}

function detectionCounts(planned: readonly PlannedRecording[], all: number, rng: Rng): number[] {
  const weights = planned.map(({ hour }) => activity(hour) * rng.uniform());
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => Math.round((all * weight) / sum));
}

interface Heard {
  readonly hour: number;
  readonly species: readonly string[];
  readonly recordingSeconds: number;
}

function detectionsOf(count: number, { hour, species, recordingSeconds }: Heard, rng: Rng): Detection[] {
  // Owls and nightjars call at night, others towards the day; the first are common, the last rare.
  const isNight = (index: number): boolean => index === 2 || index >= 6;
  const weights = species.map((_, index) => ((hour >= 21 || hour <= 3) === isNight(index) ? 1 : 0.02) / (1 + index));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return Array.from({ length: count }, (): Detection => {
    let at = rng.uniform() * sum;
    const chosen = weights.findIndex((weight) => (at -= weight) < 0);
    const startSeconds = Math.round(rng.uniform() * (recordingSeconds - 1.5) * 100) / 100;
    const probability = Math.round((1 - 0.5 * rng.uniform() ** 2) * 1e5) / 1e5;
    const novelty = Math.round(rng.uniform() * 1000) / 1000;
    return {
      startSeconds,
      endSeconds: Math.min(recordingSeconds, startSeconds + 0.5 + Math.round(rng.uniform() * 30) / 10),
      species: species[Math.max(0, chosen)]!,
      probability: Math.min(probability, 0.99999),
      maxProbability: 1,
      segmentCount: 3,
      novelty,
      unknown: novelty > 0.95,
    };
  }).sort((a, b) => a.startSeconds - b.startSeconds);
}

/** A falling whistle every second and a half, in noise. */
function callsInNoise(seconds: number, rng: Rng): Float32Array {
  const samples = new Float32Array(seconds * RATE_HZ);
  let phase = 0;
  for (let t = 0; t < samples.length; t++) {
    const inCall = ((t / RATE_HZ) % 1.5) / 0.6;
    const hertz = 5200 - 2400 * Math.min(1, inCall) + 300 * Math.sin(2 * Math.PI * 14 * (t / RATE_HZ));
    phase += (2 * Math.PI * hertz) / RATE_HZ;
    const envelope = inCall < 1 ? Math.sin(Math.PI * inCall) ** 2 : 0;
    samples[t] = 0.02 * (2 * rng.uniform() - 1) + 0.2 * envelope * Math.sin(phase);
  }
  return samples;
}
