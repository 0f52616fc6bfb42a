import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeFileAtomically } from '../../src/files/index.js';
import { tryParseJson } from '../../src/parse-json.js';
import type { JudgedRecording, SegmentMeasures } from './types.js';

const name = z.string().max(4096);
const score = z.number().min(0).max(1);
const seconds = z.number().min(0);

const detection = z.object({
  startSeconds: seconds,
  endSeconds: seconds,
  species: name,
  probability: score,
  maxProbability: score,
  segmentCount: z.int().min(0),
});

const judged = z.object({
  file: name,
  group: name,
  species: z.array(name),
  durationSeconds: seconds,
  scores: z.array(score),
  detections: z.array(detection),
  detectedUnseen: z.exactOptional(z.array(name)),
});

const ranking = z.object({ averagePrecision: score, auroc: score });

const segments = z.object({
  segments: z.int().min(0),
  accuracy: score,
  averagePrecision: z.exactOptional(score),
  auroc: z.exactOptional(score),
  bySpecies: z.array(ranking.nullable()),
});

const heldOut = z.object({
  folds: z.int().min(1),
  groupBy: name,
  species: z.array(name),
  targetPrecision: score,
  recordings: z.array(judged),
  segments,
  distances: z.record(z.string(), z.array(z.number())),
});

/** What the models of folds said of the recordings that they did not train on. */
export interface HeldOutJudgement {
  readonly folds: number;
  readonly groupBy: string;
  readonly species: readonly string[];
  readonly targetPrecision: number;
  readonly recordings: readonly JudgedRecording[];
  readonly segments: SegmentMeasures;
  /** By species, distances from what is typical, ascending. */
  readonly distances: Readonly<Record<string, readonly number[]>>;
}

/** Writes it to a JSON file. @throws OutputError if the file cannot be written */
export async function writeHeldOut(path: string, content: HeldOutJudgement): Promise<void> {
  await writeFileAtomically(path, `${JSON.stringify(content)}\n`);
}

/** Reads it; undefined if the file is absent or damaged. */
export async function readHeldOut(path: string): Promise<HeldOutJudgement | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const content = heldOut.safeParse(tryParseJson(text)).data;
  const fits = content?.recordings.every(({ scores }) => scores.length === content.species.length);
  return fits ? content : undefined;
}
