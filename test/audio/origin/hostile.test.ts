import type { FileHandle } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { recordedAt, type RecordingOrigin } from '#audio/index.js';
import { createRng } from '#src/rng.js';
import type { Chunk, WavOptions } from '../../helpers/wav-writer.js';
import { bext, guano, info, recording, wamd } from './support.js';

/** Most bytes that are read of a file: twelve contents of 64 KiB, and a thousand heads. */
const MOST_BYTES = 12 * 65_536 + 1000 * 32;

/** Reads the origin from bytes in memory, and counts those that are read. */
async function read(
  bytes: Uint8Array,
  size = bytes.length,
): Promise<{ readonly origin: RecordingOrigin; readonly bytesRead: number }> {
  let total = 0;
  const handle = {
    stat: () => Promise.resolve({ size }),
    read(buffer: Uint8Array, offset: number, length: number, position: number) {
      const part = bytes.subarray(Math.min(position, bytes.length), Math.min(position + length, bytes.length));
      buffer.set(part, offset);
      total += length;
      return Promise.resolve({ buffer, bytesRead: part.length });
    },
  } as unknown as FileHandle;
  return { origin: await recordedAt({ file: 'x.wav', handle }), bytesRead: total };
}

const withSize = (file: Buffer, id: string, size: number): Buffer => {
  const copy = Buffer.from(file);
  copy.writeUInt32LE(size, copy.lastIndexOf(id) + 4);
  return copy;
};
const STAMP = 'Timestamp: 2024-05-12T05:30:00Z';

describe('a file that lies', () => {
  it.each([0x1000, 0x7fffffff, 0xffffffff])(
    'about the size of a chunk, %i, is used as far as it goes',
    async (size) => {
      const { origin, bytesRead } = await read(withSize(recording([guano(STAMP)]), 'guan', size));
      expect(origin.start?.utc).toBe('2024-05-12T05:30:00Z');
      expect(origin.warnings).toEqual([`x.wav: its GUANO announces ${size} bytes, and the file ends after 50`]);
      expect(bytesRead).toBeLessThan(MOST_BYTES);
    },
  );

  it('about the size of the samples has no chunks behind them', async () => {
    for (const size of [0x7fffffff, 0x7ffff000, 0xffffffff, 12345]) {
      const { origin } = await read(recording([guano(STAMP)], { dataSize: size }));
      expect(origin).toEqual({ warnings: [] });
    }
  });

  it('about its own size, of terabytes, costs no more', async () => {
    const { origin, bytesRead } = await read(recording([], { before: [guano(STAMP)] }), 2 ** 42);
    expect(origin.start?.utc).toBe('2024-05-12T05:30:00Z');
    expect(bytesRead).toBeLessThan(MOST_BYTES);
  });
});

describe('a file with', () => {
  const many = (count: number, chunk: Chunk): readonly Chunk[] => Array.from({ length: count }, () => chunk);

  it.each<[string, readonly Chunk[], WavOptions]>([
    ['thousands of empty chunks', many(5000, { id: 'note', bytes: new Uint8Array(0) }), {}],
    ['thousands of odd chunks', many(5000, { id: 'note', bytes: new Uint8Array(3) }), { unpadded: true }],
    ['a thousand of GUANO', many(1000, { id: 'guan', bytes: Buffer.alloc(70_000, 'a:b\n') }), {}],
    ['a hundred lists', many(100, { id: 'LIST', bytes: Buffer.alloc(70_000, 'INFO') }), {}],
    ['fields of no length', [{ id: 'LIST', bytes: Buffer.concat([Buffer.from('INFO'), Buffer.alloc(60_000)]) }], {}],
    ['entries of no length', [{ id: 'wamd', bytes: Buffer.alloc(65_000) }], {}],
    ['one long line', [{ id: 'guan', bytes: Buffer.alloc(65_000, 'Timestamp:') }], {}],
    ['a long comment', [info({ ICMT: `Recorded at AudioMoth ${'0'.repeat(60_000)}` })], {}],
  ])('%s is read in bounded time', async (_, chunks, options) => {
    const file = recording(chunks, options);
    const start = performance.now();
    const { origin, bytesRead } = await read(file);
    expect(bytesRead).toBeLessThan(MOST_BYTES);
    expect(performance.now() - start).toBeLessThan(2000);
    expect(origin.start).toBeUndefined();
  });

  it('control characters, long values and invalid UTF-8 gives one line of text for each', async () => {
    const bytes = Buffer.concat([
      Buffer.from('Make: a\u001b[31m\u0000b\r\u0085c\u2028d\nModel: '),
      Buffer.from([0xe9, 0x41]),
      Buffer.from(`\nSerial: ${'x'.repeat(5000)}\n`),
    ]);
    const { origin } = await read(recording([{ id: 'guan', bytes }]));
    expect(origin.make?.value).not.toMatch(/\p{Cc}|\p{Zl}/u);
    expect(origin.model?.value).toBe('éA');
    expect(origin.serial?.value).toBe(`${'x'.repeat(200)}…`);
  });
});

describe('mangled files', () => {
  const sources = [
    recording([
      guano(STAMP, 'Loc Position: 52.5 13.4', 'Serial: S4A03895', 'Temperature Int: 15.6', 'User|Site: Pond'),
      wamd([0x01, 'SM4'], [0x05, '2024-05-12 05:30:00+00:00'], [0x06, 'WGS84,52.5,N,13.4,E'], [0x15, '15.6C']),
    ]),
    recording([], {
      before: [
        bext({ originator: 'H6', date: '2024-05-12', time: '05:30:00', timeReference: 1234n }),
        info({
          ICMT: 'Recorded at 05:30:00 12/05/2024 (UTC) by AudioMoth 24F3190361D5E9A3 while battery was 4.2V.',
          IART: 'AudioMoth 24F3190361D5E9A3',
        }),
      ],
      container: 'RF64',
    }),
  ];

  it('give an origin and warnings of one line each, never an error', async () => {
    const rng = createRng(8);
    let [dated, warned] = [0, 0];
    for (let round = 0; round < 600; round++) {
      let bytes = Buffer.from(sources[round % sources.length]!);
      const isSamples = (at: number): boolean => at > 1000 && at < 1600;
      for (let count = 1 + rng.integer(6); count > 0; count--) {
        const at = rng.integer(bytes.length - 4);
        const kind = rng.integer(isSamples(at) ? 1 : 4);
        if (kind === 0) bytes[at] = rng.integer(256);
        else if (kind === 1) bytes.writeUInt32LE(rng.integer(2) ? 0xffffffff : rng.integer(1 << 20), at);
        else if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + rng.integer(9))]);
        else bytes[at] = 0x30 + rng.integer(11);
      }
      const { origin, bytesRead } = await read(bytes);
      expect(bytesRead).toBeLessThan(MOST_BYTES);
      expect(JSON.parse(JSON.stringify(origin))).toEqual(origin);
      for (const warning of origin.warnings) expect(warning).toMatch(/^x\.wav: [^\p{Cc}]+$/u);
      if (origin.coordinates) {
        expect(Math.abs(origin.coordinates.value.latitude)).toBeLessThanOrEqual(90);
        expect(Math.abs(origin.coordinates.value.longitude)).toBeLessThanOrEqual(180);
      }
      dated += origin.start ? 1 : 0;
      warned += origin.warnings.length > 0 ? 1 : 0;
    }
    // Most survive, and some damage is noticed: else the loop tests nothing.
    expect(dated).toBeGreaterThan(200);
    expect(dated).toBeLessThan(600);
    expect(warned).toBeGreaterThan(30);
  });
});
