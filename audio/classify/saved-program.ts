import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { TracedProgram } from '../../src/engine/index.js';
import { userSecret, writeFileAtomically } from '../../src/files/index.js';
import { createMelKernels } from '../../src/models/mel/index.js';
import { lyrebirdVersion } from '../../src/package.js';
import { parseJson } from '../../src/parse-json.js';
import type { SegmentSettings } from '../segments/index.js';
import type { SpanInputSettings } from './span-inputs.js';

/** A classifier's program in the form that ONNX Runtime loads, and how its inputs are prepared. */
export interface TracedClassifier {
  readonly program: TracedProgram;
  readonly spans: SpanInputSettings;
}

/**
 * File in a model folder that holds its traced program, so that classification need not load TensorFlow.js. It is made
 * when a model first classifies, and again when the model or Lyrebird has changed. It may be deleted at any time.
 *
 * Three parts, each but the last ends with a line break: HMAC-SHA-256 of the other two; JSON; the ONNX model. The key
 * is this user's: a program that came with somebody else's model could be another than that of its weights.
 */
const FILE = 'classifier.graph';

/** Changes whenever the same model is traced to another program, as a test makes sure. */
export const PROGRAM_VERSION = 3;

const size = z.int().min(1).max(10_000_000);
const shape = z.object({ shape: z.array(size) });
const description = z.object({
  programVersion: z.literal(PROGRAM_VERSION),
  lyrebird: z.literal(lyrebirdVersion()),
  fingerprint: z.string(),
  name: z.string(),
  inputs: z.record(z.string(), shape),
  outputs: z.array(z.enum(['logits', 'distance'])),
  spans: z.object({
    batchSize: size,
    valuesPerSegment: size,
    blocks: z.exactOptional(z.object({ stride: size, pairs: size })),
    sharedBlocks: z.exactOptional(z.object({ stride: size, count: size })),
    frames: z.exactOptional(
      z.object({
        framesPerSegment: size,
        mel: z.object({
          sampleRateHz: size,
          frameLength: size,
          hop: size,
          bands: size,
          lowHz: z.number(),
          highHz: z.number(),
        }),
      }),
    ),
  }),
});

/**
 * Reads the program that was saved in a model folder; undefined if there is none, or it is damaged or was made from
 * another model, by another version or user, or for kernels that this machine does not have.
 */
export async function readSavedProgram(
  folder: string,
  fingerprint: string,
  segments: SegmentSettings,
): Promise<TracedClassifier | undefined> {
  const bytes = await readFile(join(folder, FILE)).catch(() => undefined);
  const hashEnd = bytes?.indexOf('\n') ?? -1;
  const key = await userSecret();
  if (bytes === undefined || key === undefined || hashEnd < 0) return undefined;
  const content = bytes.subarray(hashEnd + 1);
  if (bytes.toString('latin1', 0, hashEnd) !== signature(content, key)) return undefined;
  const jsonEnd = content.indexOf('\n');
  const { data } = description.safeParse(parseJson(content.toString('utf8', 0, jsonEnd)));
  if (data?.fingerprint !== fingerprint) return undefined;
  const { name, inputs, outputs, spans } = data;
  if (spans.frames && !createMelKernels(spans.frames.mel)) return undefined;
  return {
    // ONNX Runtime takes the bytes of a whole buffer.
    program: { name, inputs, outputs, onnx: Uint8Array.from(content.subarray(jsonEnd + 1)) },
    spans: { ...spans, segments },
  };
}

/** Saves a program in a model folder, if that and the user's cache can be written to. */
export async function saveProgram(
  folder: string,
  fingerprint: string,
  { program: { name, inputs, outputs, onnx }, spans: { segments: _, ...spans } }: TracedClassifier,
): Promise<void> {
  const key = await userSecret();
  if (key === undefined) return;
  const header = {
    programVersion: PROGRAM_VERSION,
    lyrebird: lyrebirdVersion(),
    fingerprint,
    name,
    inputs,
    outputs,
    spans,
  };
  const content = Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), onnx]);
  await writeFileAtomically(
    join(folder, FILE),
    Buffer.concat([Buffer.from(`${signature(content, key)}\n`), content]),
  ).catch(() => undefined);
}

function signature(bytes: Uint8Array, key: Buffer): string {
  return createHmac('sha256', key).update(bytes).digest('hex');
}
