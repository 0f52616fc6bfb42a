import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClassifier, type Classifier, type ClassifyFileOptions } from '#audio/classify/index.js';
import { decodeRecord, encodeRecord, RECORD_HEAD_BYTES } from '#audio/classify/partial/output-record.js';
import { openPartialOutputs, PARTIAL_FOLDER } from '#audio/classify/partial/partial-outputs.js';
import { createRng } from '#src/rng.js';
import { useTemporaryFolder } from '../../../helpers/temporary-folder.js';
import { writeUntrainedModel } from '../../../helpers/untrained-model.js';
import { wavFile } from '../../../helpers/wav-writer.js';

const SECONDS = 20;
const folder = useTemporaryFolder();
const { at } = folder;
let classifier: Classifier;
let recording: string;
beforeAll(async () => {
  await writeUntrainedModel(at('birds'), { name: 'bird10' }, { recordings: ['wren', 'robin', 'thrush'] });
  classifier = await createClassifier(at('birds'), { threads: 1 });
  const rng = createRng(4);
  const channel = (frequencyHz: number): number[] =>
    Array.from({ length: SECONDS * 22_050 }, (_, i) => {
      const time = i / 22_050;
      return 0.3 * Math.sin(time) * Math.sin(2 * Math.PI * (frequencyHz + 90 * time) * time) + 0.02 * rng.normal();
    });
  recording = await folder.write('stereo.wav', wavFile([channel(500), channel(900)], { sampleRateHz: 22_050 }));
});
afterAll(() => classifier.dispose());

const fileOf = (path: string) => {
  const { size, mtimeMs } = statSync(path);
  return { path, size, mtimeMs };
};
const kept = (out: string): string[] => {
  const path = join(at(out), PARTIAL_FOLDER);
  return existsSync(path) ? readdirSync(path).map((name) => join(path, name)) : [];
};

/** Classifies until a part is done, and then stops as a killed run does. */
async function interrupted(out: string, options: ClassifyFileOptions, untilSeconds: number): Promise<void> {
  mkdirSync(at(out), { recursive: true });
  const partial = await openPartialOutputs(at(out), classifier.fingerprint, 0);
  const outputs = partial.of(fileOf(recording));
  const stop = new AbortController();
  const onProgress = (seconds: number): void => {
    if (seconds >= untilSeconds) stop.abort();
  };
  const run = classifier.classifyFile(recording, { ...options, outputs, onProgress, signal: stop.signal });
  await expect(run).rejects.toThrow('aborted');
  await outputs.close();
}

/** Classifies to the end. */
async function resumed(out: string, options: ClassifyFileOptions) {
  const partial = await openPartialOutputs(at(out), classifier.fingerprint, 0);
  const outputs = partial.of(fileOf(recording));
  const segments: unknown[] = [];
  const onSegment = (...segment: readonly unknown[]): void => void segments.push(structuredClone(segment));
  const result = await classifier.classifyFile(recording, { ...options, outputs, onSegment });
  await outputs.close();
  return { result, segments, outputs, partial };
}

describe('a recording that was interrupted', () => {
  it.each(['mean', 'right', 'each'] as const)('ends with the same bits: channel %s', async (channel) => {
    const options = { channel, threshold: 0.2, byLoudness: true, contextSeconds: 0.3 };
    const segments: unknown[] = [];
    const onSegment = (...segment: readonly unknown[]): void => void segments.push(structuredClone(segment));
    const whole = await classifier.classifyFile(recording, { ...options, onSegment });
    await interrupted(channel, options, channel === 'each' ? 14 : 6);
    expect(kept(channel)).toHaveLength(channel === 'each' ? 2 : 1);
    const { size } = statSync(kept(channel)[0]!);
    expect(size).toBeGreaterThan(1000);
    const again = await resumed(channel, options);
    expect(again.segments).toEqual(segments);
    expect(again.result).toEqual(whole);
    await again.outputs.remove();
    await again.partial.close();
    expect(existsSync(join(at(channel), PARTIAL_FOLDER))).toBe(false);
  });

  it('takes from the file what is in it', async () => {
    await interrupted('taken', {}, 10);
    const [path] = kept('taken');
    const bytes = readFileSync(path!);
    const start = bytes.indexOf(10) + 1;
    const { classes, hasDistances, batchSize } = JSON.parse(bytes.toString('utf8', 0, start)) as {
      readonly classes: number;
      readonly hasDistances: boolean;
      readonly batchSize: number;
    };
    const layout = { classes, hasDistances, batchSize };
    const head = bytes.subarray(start, start + RECORD_HEAD_BYTES);
    const end = start + RECORD_HEAD_BYTES + head.readUInt32LE(0);
    const record = decodeRecord(head, bytes.subarray(start + RECORD_HEAD_BYTES, end), layout)!;
    const logits = record.outputs.logits.map((_, index) => (index % classes === 1 ? 50 : 0));
    const other = encodeRecord({ ...record, outputs: { ...record.outputs, logits } }, layout);
    writeFileSync(path!, Buffer.concat([bytes.subarray(0, start), other, bytes.subarray(end)]));
    const { segments } = await resumed('taken', {});
    const robin = segments.map((segment) => (segment as [number, number, Float64Array])[2][1]!);
    expect(robin.slice(0, record.count).every((probability) => probability > 0.999)).toBe(true);
    expect(robin.slice(record.count).some((probability) => probability < 0.999)).toBe(true);
  });

  it('leaves nothing that another model, or a changed recording, could use', async () => {
    await interrupted('stale', {}, 6);
    const other = join(at('stale'), PARTIAL_FOLDER, `${'0'.repeat(32)}.outputs`);
    writeFileSync(other, 'no outputs');
    symlinkSync(recording, join(at('stale'), PARTIAL_FOLDER, `${'1'.repeat(32)}.outputs`));
    expect(kept('stale')).toHaveLength(3);
    await openPartialOutputs(at('stale'), classifier.fingerprint);
    expect(kept('stale')).toHaveLength(1);
    await openPartialOutputs(at('stale'), 'f'.repeat(64));
    expect(kept('stale')).toHaveLength(0);

    await interrupted('stale', {}, 6);
    utimesSync(recording, 1000, 1000);
    await openPartialOutputs(at('stale'), classifier.fingerprint);
    expect(kept('stale')).toHaveLength(0);
    expect(existsSync(recording)).toBe(true);
  });

  it('leaves nothing once it has a result, also if only another run knows that', async () => {
    await interrupted('finished', {}, 6);
    await interrupted('finished', { channel: 'left' }, 6);
    expect(kept('finished')).toHaveLength(2);
    const partial = await openPartialOutputs(at('finished'), classifier.fingerprint);
    await partial.of(fileOf(recording)).remove();
    await partial.close();
    expect(existsSync(join(at('finished'), PARTIAL_FOLDER))).toBe(false);
  });

  it('is not kept behind a link', async () => {
    mkdirSync(at('linked'));
    mkdirSync(at('away'));
    symlinkSync(at('away'), join(at('linked'), PARTIAL_FOLDER));
    await expect(openPartialOutputs(at('linked'), classifier.fingerprint)).rejects.toThrow('it is a symbolic link');
  });
});
