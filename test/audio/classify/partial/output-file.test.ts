import {
  appendFileSync,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openOutputFile, readOutputSource, type OutputSource } from '#audio/classify/partial/output-file.js';
import type { SpanOutputs } from '#audio/classify/partial/output-record.js';
import { createRng } from '#src/rng.js';
import { useTemporaryFolder } from '../../../helpers/temporary-folder.js';

const { at } = useTemporaryFolder();

const SOURCE: OutputSource = {
  ...{ path: '/season/dawn.wav', size: 1000, mtimeMs: 5, fingerprint: '0'.repeat(64), program: '1', engine: 'cpu' },
  ...{ channel: null, classes: 3, hasDistances: true, batchSize: 4 },
};
const SPANS = 6;
/** The last span is not full. */
const inputs = Array.from({ length: SPANS }, (_, span) => ({
  count: span === SPANS - 1 ? 2 : 4,
  samplesChecksum: 1000 + span,
}));
const rng = createRng(3);
const outputs: SpanOutputs[] = inputs.map(({ count }) => ({
  signal: Int32Array.from({ length: count }, () => Math.round(rng.uniform())),
  logits: Float32Array.from({ length: 3 * count }, () => rng.uniform() - 0.5),
  distances: Float32Array.from({ length: count }, () => rng.uniform()),
}));

/** Writes a file with the first spans. */
async function written(name: string, spans = SPANS): Promise<string> {
  const path = at(name);
  rmSync(path, { force: true });
  const file = await openOutputFile(path, SOURCE, 0);
  for (const [span, input] of inputs.slice(0, spans).entries()) {
    expect(await file.next(input)).toBeUndefined();
    await file.keep(input, outputs[span]!);
  }
  await file.close();
  return path;
}

/** Goes through a recording: takes what the file holds, and keeps the rest. @returns the number of spans it held */
async function resume(path: string, source = SOURCE, spans = inputs): Promise<number> {
  const file = await openOutputFile(path, source, 0);
  const found = await Promise.all(spans.map((span) => file.next(span)));
  const held = found.filter((kept) => kept !== undefined);
  expect(found.slice(0, held.length)).toEqual(outputs.slice(0, held.length));
  for (let span = held.length; span < spans.length; span++) await file.keep(spans[span]!, outputs[span]!);
  await file.close();
  return held.length;
}

describe('the outputs of a network in a file', () => {
  it('are the same when they are read again, and a run continues after them', async () => {
    const path = await written('partial', 4);
    expect(await resume(path)).toBe(4);
    expect(await resume(path)).toBe(SPANS);
    expect(await readOutputSource(path)).toEqual(SOURCE);
  });

  it('are used up to a cut, wherever that is, and the rest is written again', async () => {
    const path = await written('whole');
    const whole = readFileSync(path);
    const header = whole.indexOf(10) + 1;
    for (let length = 0; length < whole.length; length += 29) {
      writeFileSync(path, whole.subarray(0, length));
      const held = await resume(path);
      expect(held).toBe(length < header ? 0 : Math.floor((length - header) / ((whole.length - header + 40) / SPANS)));
      expect(readFileSync(path)).toEqual(whole);
    }
  });

  it('are used up to the first damaged byte', async () => {
    const path = await written('damaged');
    const whole = readFileSync(path);
    const header = whole.indexOf(10) + 1;
    for (let position = 0; position < whole.length; position += 37) {
      const damaged = Buffer.from(whole);
      damaged[position]! ^= 0x10;
      writeFileSync(path, damaged);
      const held = await resume(path);
      if (position < header) expect(held).toBe(0);
      else expect(held).toBeLessThan(SPANS);
      expect(readFileSync(path)).toEqual(whole);
    }
  });

  it('are not used for other samples, nor from another source', async () => {
    const path = await written('other');
    const changed = inputs.map((input, span) => (span === 2 ? { ...input, samplesChecksum: 7 } : input));
    expect(await resume(path, SOURCE, changed)).toBe(2);
    const sources: OutputSource[] = [
      { ...SOURCE, size: 1001 },
      { ...SOURCE, mtimeMs: 6 },
      { ...SOURCE, fingerprint: '1'.repeat(64) },
      { ...SOURCE, engine: 'webgpu' },
      { ...SOURCE, channel: 1 },
      { ...SOURCE, batchSize: 8 },
    ];
    for (const source of sources) {
      await written('other');
      expect(await resume(path, source)).toBe(0);
      expect(await readOutputSource(path)).toEqual(source);
    }
  });

  it('need no file if a recording is done before they are due', async () => {
    const path = at('short');
    const file = await openOutputFile(path, SOURCE);
    for (const [span, input] of inputs.entries()) {
      await file.next(input);
      await file.keep(input, outputs[span]!);
    }
    await file.close();
    expect(existsSync(path)).toBe(false);
  });

  it('are not read or written through a link', async () => {
    const elsewhere = await written('elsewhere');
    const size = statSync(elsewhere).size;
    symlinkSync(elsewhere, at('link'));
    expect(await resume(at('link'))).toBe(0);
    expect(statSync(elsewhere).size).toBe(size);
    expect(statSync(at('link')).isFile()).toBe(true);
  });

  it('may be followed by anything', async () => {
    const path = await written('followed', 3);
    const { size } = statSync(path);
    appendFileSync(path, Buffer.alloc(100, 0xff));
    expect(await resume(path)).toBe(3);
    truncateSync(path, size);
    expect(await resume(path)).toBe(3);
  });
});
