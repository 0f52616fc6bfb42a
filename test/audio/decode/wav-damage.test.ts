import { truncate } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { SILENT } from '#audio/decode/silence.js';
import { AudioFormatError } from '#src/errors.js';
import { openAudio } from '#audio/decode/open.js';
import { readWavHeader } from '#audio/decode/wav/header.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { sine, wavFile, type WavOptions } from '../../helpers/wav-writer.js';
import { messageOf, readAll, sameBits } from '../support.js';

const folder = useTemporaryFolder();
const tone = sine(1_000, 44_100);
const HEADER_BYTES = 44;

/** Reads a WAV file; warnings are returned without the file's name. */
async function read(bytes: Uint8Array) {
  const file = await folder.write('read.wav', bytes);
  const { pcm, info, warnings } = await readAll(file);
  return { pcm, info, warnings: warnings.map((message) => message.replace(`${file}: `, '')) };
}

/** A file of this many bytes that begins with a header; the rest is a hole, which takes no disk space. */
async function sparse(dataSize: number, dataBytes: number): Promise<string> {
  const file = await folder.write('sparse.wav', wavFile([[0]], { dataSize }).subarray(0, HEADER_BYTES));
  await truncate(file, HEADER_BYTES + dataBytes);
  return file;
}

let whole: Float32Array;
beforeAll(async () => {
  whole = (await read(wavFile([tone]))).pcm;
});

describe('the size of the samples', () => {
  it.each([0x7ffff000, 0x7fffffdb, 0x7fffffff, 0x80000000, 0xfffff000, 0xffffffdb, 0xffffffff])(
    '%d means unknown: the file is read to its end',
    async (dataSize) => {
      const { pcm, info, warnings } = await read(wavFile([tone], { dataSize }));
      expect(sameBits(pcm, whole)).toBe(true);
      expect(info.durationSeconds).toBeUndefined();
      expect(warnings).toEqual([]);
    },
  );

  it.each([0x7ffff000, 0x80000000])('%d in a longer file: the rest is not lost', async (dataSize) => {
    const dataBytes = 2 ** 31 + 88_200;
    const source = await openAudio(await sparse(dataSize, dataBytes), { sampleRateHz: 44_100 });
    await source.close();
    expect(source.lengthHint).toBe(dataBytes / 2);
  });

  it('0x7FFFF000 in a file of that size is a size', async () => {
    const source = await openAudio(await sparse(0x7ffff000, 0x7ffff000), { sampleRateHz: 44_100 });
    await source.close();
    expect(source.info.durationSeconds).toBe(0x7ffff000 / 2 / 44_100);
  });

  it.each([8, 28, 36, 44])('%d bytes too large is no truncation', async (extra) => {
    const { pcm, warnings } = await read(wavFile([tone], { dataSize: 2 * tone.length + extra }));
    expect(sameBits(pcm, whole)).toBe(true);
    expect(warnings).toEqual([]);
  });

  it('far too small: read as announced, with a warning that data follow', async () => {
    const { pcm, warnings } = await read(wavFile([tone], { dataSize: 8_820 }));
    expect(sameBits(pcm, whole.slice(0, 4_410))).toBe(true);
    expect(warnings).toEqual([
      'its header announces 0.10 s, which were used; another 0.90 s of data follow: was the header never updated?',
    ]);
  });

  it('0 in RF64: that of the ds64 chunk, so chunks behind the samples are no samples', async () => {
    const after = [{ id: 'XYZ ', bytes: Buffer.alloc(60_000, 7) }];
    const { pcm, info, warnings } = await read(wavFile([tone], { container: 'RF64', dataSize: 0, after }));
    expect(sameBits(pcm, whole)).toBe(true);
    expect(info.durationSeconds).toBe(1);
    expect(warnings).toEqual([]);
  });

  it('zeros, a tag or a chunk behind the samples are no samples', async () => {
    const bytes = wavFile([tone]);
    const chunk = wavFile([tone], { after: [{ id: 'XYZ ', bytes: Buffer.alloc(60_000, 7) }] });
    for (const file of [
      Buffer.concat([bytes, Buffer.alloc(60_000)]),
      Buffer.concat([bytes, Buffer.alloc(128, 84)]),
      chunk,
    ])
      expect(await read(file)).toMatchObject({ pcm: { length: 44_100 }, warnings: [] });
  });
});

describe('a damaged header', () => {
  it('a chunk with a wrong size before the samples: they are found, with a warning', async () => {
    const bytes = wavFile([tone], {
      before: [{ id: 'LIST', bytes: Buffer.from('INFOICMT data data, recorded by me..') }],
    });
    for (const size of [0xffffff00, 30_001]) {
      bytes.writeUInt32LE(size, 40);
      const { pcm, warnings } = await read(bytes);
      expect(sameBits(pcm, whole)).toBe(true);
      expect(warnings).toEqual([
        `damaged header: the size of its "LIST" chunk at byte 36, ${size}, is wrong; found the samples at byte 88`,
      ]);
    }
  });

  it('a chunk that ends beyond the file, and no samples: the message states the real size', async () => {
    const bytes = wavFile([tone], { before: [{ id: 'LIST', bytes: Buffer.alloc(600, 32) }] }).subarray(0, 400);
    expect(await messageOf(read(bytes))).toMatch(/: truncated WAV: ends after 400 bytes, before the "data" chunk$/);
  });

  const heads = (id: string, count: number): Buffer =>
    Buffer.concat([Buffer.from('RIFF\xff\xff\xff\x7fWAVE', 'latin1'), Buffer.alloc(8 * count, `${id}\0\0\0\0`)]);

  it.each<[string, Buffer, number, string]>([
    ['zeros', heads('\0\0\0\0', 500_000), 10, 'damaged WAV: expected the "fmt " chunk at byte 12'],
    ['empty chunks', heads('JUNK', 500_000), 4_000, 'damaged WAV: expected the "fmt " chunk at byte 8012'],
  ])('4 MB of %s after the head are refused after a few reads', async (_, bytes, mostReads, message) => {
    let reads = 0;
    const readAt = async (position: number, length: number): Promise<Uint8Array> => {
      reads++;
      return bytes.subarray(position, position + length);
    };
    const reading = readWavHeader(readAt, 'z.wav', bytes.length);
    await expect(reading).rejects.toThrow(new AudioFormatError(`z.wav: ${message}`));
    expect(reads).toBeLessThan(mostReads);
  });

  it('a signal ends the search for the samples', async () => {
    const file = await folder.write('heads.wav', heads('JUNK', 500_000));
    const stop = new AbortController();
    const opening = openAudio(file, { sampleRateHz: 44_100, signal: stop.signal });
    setImmediate(() => stop.abort(new Error('enough')));
    expect(await messageOf(opening)).toBe('enough');
  });
});

describe('big-endian WAV (RIFX)', () => {
  it.each(['u8', 's16', 's24', 's32', 'f32', 'f64'] as const)('%s equals the same samples in RIFF', async (format) => {
    for (const extensible of [false, true]) {
      const bytes = wavFile([tone, tone], { format, extensible });
      const { pcm, info, warnings } = await read(rifx(bytes, { format, extensible }));
      expect(sameBits(pcm, (await read(bytes)).pcm)).toBe(true);
      expect(info.codec).toBe(format === 'u8' ? 'pcm_u8' : `pcm_${format}be`);
      expect(warnings).toEqual([]);
    }
  });

  it('with another codec is refused: ffmpeg would return noise', async () => {
    const bytes = rifx(wavFile([tone]), {});
    bytes.writeUInt16BE(2, 20);
    expect(await messageOf(read(bytes))).toMatch(
      /: big-endian WAV \(RIFX\) with codec 0x0002 at 16 bits cannot be decoded$/,
    );
  });
});

describe('channels that cancel when they are averaged', () => {
  const inverted = tone.map((x) => -x);
  const formats = ['u8', 's16', 's24', 's32', 'f32', 'f64'] as const;

  it.each(formats)('%s: a warning names it', async (format) => {
    const { warnings } = await read(wavFile([tone, inverted.map((x) => 0.9 * x)], { format }));
    expect(warnings).toEqual([
      'its 2 channels cancel each other: one is inverted, and their mean, which is used, loses 26 dB of their level; ' +
        'one of them alone is intact (classify: --channel left)',
    ]);
  });

  it('is the only warning where their mean is silent: no microphone is to blame', async () => {
    const { warnings } = await read(wavFile([tone, inverted], { format: 'f32' }));
    expect(warnings).toEqual([expect.stringContaining('which is used, loses everything; one of them alone is intact')]);
  });

  it('no warning for unrelated channels, or silence, which is named as such', async () => {
    const silence = new Float64Array(tone.length);
    for (const channels of [[tone, sine(3_000, tone.length)], [inverted]])
      expect((await read(wavFile(channels))).warnings).toEqual([]);
    expect((await read(wavFile([silence, silence]))).warnings).toEqual([SILENT]);
  });
});

/** Reverses the bytes of every number of a WAV file without further chunks. */
function rifx(riff: Buffer, { format = 's16', extensible = false }: WavOptions): Buffer {
  const bytes = Buffer.from(riff);
  bytes.write('RIFX', 0, 'latin1');
  const reverse = (at: number, size: number): void => void bytes.subarray(at, at + size).reverse();
  const dataAt = extensible ? 68 : HEADER_BYTES;
  for (const at of [4, 16, 24, 28, dataAt - 4, ...(extensible ? [40] : [])]) reverse(at, 4);
  for (const at of [20, 22, 32, 34, ...(extensible ? [36, 38, 44] : [])]) reverse(at, 2);
  const size = Number(/\d+/.exec(format)![0]) / 8;
  for (let at = dataAt; at + size <= bytes.length; at += size) reverse(at, size);
  return bytes;
}
