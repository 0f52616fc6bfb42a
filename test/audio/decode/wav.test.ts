import { truncate, open } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { AudioFormatError } from '#src/errors.js';
import { openAudio } from '#audio/decode/open.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { sine, wavFile, type WavOptions } from '../../helpers/wav-writer.js';
import { maxDifference, messageOf, readAll, sameBits } from '../support.js';

const folder = useTemporaryFolder();

const tone = sine(1_000, 10_000);
const other = sine(3_000, 10_000, { amplitude: 0.3 });
const mean = tone.map((x, i) => (x + other[i]!) / 2);
const LSB = { u8: 2 ** -7, s16: 2 ** -15, s24: 2 ** -23, s32: 2 ** -24, f32: 2 ** -24, f64: 2 ** -24 } as const;

describe('WAV', () => {
  describe.each(['u8', 's16', 's24', 's32', 'f32', 'f64'] as const)('%s samples', (format) => {
    it.each<[string, WavOptions]>([
      ['plain', {}],
      ['WAVE_FORMAT_EXTENSIBLE', { extensible: true }],
      ['RF64', { container: 'RF64' }],
      ['RF64 and WAVE_FORMAT_EXTENSIBLE', { container: 'RF64', extensible: true }],
      ['a data size of 0xFFFFFFFF, as written by streaming programs', { dataSize: 0xffffffff, riffSize: 0xffffffff }],
      ['a data size of 0, as in an unfinished file', { dataSize: 0, riffSize: 0 }],
      ['a LIST chunk after the samples', { after: [{ id: 'LIST', bytes: Buffer.from('INFOhello world!') }] }],
      ['chunks of odd length before the samples', { before: [{ id: 'bext', bytes: Buffer.alloc(603, 65) }] }],
      [
        'chunks of odd length without padding',
        { before: [{ id: 'note', bytes: Buffer.alloc(7, 66) }], unpadded: true },
      ],
    ])('%s: mono is exact up to rounding, stereo is the mean of both channels', async (_, options) => {
      const mono = await readAll(await folder.write('mono.wav', wavFile([tone], { format, ...options })));
      expect(mono.pcm.length).toBe(tone.length);
      expect(maxDifference(mono.pcm, tone)).toBeLessThanOrEqual(LSB[format] * 0.51);
      expect(mono.warnings).toEqual([]);
      expect(mono.info).toMatchObject({ container: 'wav', decoder: 'wav', sampleRateHz: 44_100, channels: 1 });

      const stereo = await readAll(await folder.write('stereo.wav', wavFile([tone, other], { format, ...options })));
      expect(stereo.pcm.length).toBe(tone.length);
      expect(maxDifference(stereo.pcm, mean)).toBeLessThanOrEqual(LSB[format] * 0.51);
      expect(stereo.warnings).toEqual([]);
    });
  });

  it.each(['u8', 's16', 's24', 's32', 'f32', 'f64'] as const)(
    '%s samples: one channel of several is that of a mono file, bit for bit',
    async (format) => {
      const channels = [tone, other, tone.map((x) => 0.1 - x)];
      // Small float files are read in another way.
      for (const extensible of [false, true]) {
        const file = await folder.write('three.wav', wavFile(channels, { format, extensible }));
        for (const [channel, index] of [
          [0, 0],
          [1, 1],
          [2, 2],
          [3, 2],
        ] as const) {
          const alone = await readAll(
            await folder.write('one.wav', wavFile([channels[index]!], { format, extensible })),
          );
          const { pcm, warnings, info } = await readAll(file, { channel });
          expect(sameBits(pcm, alone.pcm), `channel ${channel}`).toBe(true);
          expect(warnings).toEqual([]);
          expect(info.channels).toBe(3);
        }
      }
    },
  );

  it('full scale: −32768 becomes −1, 32767 just below 1, 0 stays 0', async () => {
    const { pcm } = await readAll(await folder.write('scale.wav', wavFile([[-1, 1, 0]])));
    expect([...pcm]).toEqual([-1, 32_767 / 32_768, 0]);
  });

  it('node-wav, used for small float files, and the streaming reader give the same bits', async () => {
    const channels = [tone, other];
    const small = await readAll(await folder.write('small.wav', wavFile(channels, { format: 'f32' })));
    const streamed = await readAll(
      await folder.write('streamed.wav', wavFile(channels, { format: 'f32', extensible: true })),
    );
    expect(sameBits(small.pcm, streamed.pcm)).toBe(true);
  });

  it('six channels are averaged', async () => {
    const channels = Array.from({ length: 6 }, (_, c) => sine(500 * (c + 1), 5_000, { amplitude: 0.1 * (c + 1) }));
    const expected = Float64Array.from({ length: 5_000 }, (_, i) => channels.reduce((sum, c) => sum + c[i]!, 0) / 6);
    for (const format of ['s16', 's24', 'f32'] as const) {
      const file = await folder.write('six.wav', wavFile(channels, { format, extensible: true }));
      const { pcm, info } = await readAll(file);
      expect(info.channels).toBe(6);
      expect(maxDifference(pcm, expected)).toBeLessThan(LSB[format]);
    }
  });

  it.each([8_000, 11_025, 16_000, 22_050, 32_000, 48_000, 96_000, 192_000, 250_000, 47_999])(
    '%d Hz: resampling to 44.1 kHz preserves a sine and its duration',
    async (sampleRateHz) => {
      const seconds = 0.5;
      const samples = Math.round(seconds * sampleRateHz);
      const file = await folder.write(
        'rate.wav',
        wavFile([sine(1_000, samples, { sampleRateHz })], { sampleRateHz, format: 'f32' }),
      );
      const { pcm, info } = await readAll(file);
      expect(info).toMatchObject({ sampleRateHz, durationSeconds: samples / sampleRateHz });
      expect(pcm.length).toBe(Math.ceil((samples * 44_100) / sampleRateHz));
      // Without both ends, where the filter reaches into the silence around the sine.
      const inner = pcm.subarray(1_000, -1_000);
      expect(maxDifference(inner, sine(1_000, pcm.length).subarray(1_000))).toBeLessThan(2e-5);
    },
  );

  it('samples that are infinite or not a number become silence, and are counted', async () => {
    for (const extensible of [false, true]) {
      const file = await folder.write('nan.wav', wavFile([[0.5, NaN, Infinity, 0.25]], { format: 'f32', extensible }));
      const { pcm, warnings } = await readAll(file);
      expect([...pcm]).toEqual([0.5, 0, 0, 0.25]);
      expect(warnings).toEqual([
        `${file}: 2 samples are infinite, absurdly large or not a number; replaced by silence`,
      ]);
    }
  });

  it.each(['s16', 'f32'] as const)('truncated %s: the available samples are used, with a warning', async (format) => {
    const file = await folder.write('cut.wav', wavFile([sine(1_000, 44_100)], { format }));
    await truncate(file, 44 + (format === 's16' ? 2 : 4) * 11_025 + 1);
    const { pcm, warnings } = await readAll(file);
    expect(pcm.length).toBe(11_025);
    expect(maxDifference(pcm, sine(1_000, 11_025))).toBeLessThan(LSB[format]);
    expect(warnings).toEqual([`${file}: truncated: its header announces 1.00 s; used the 0.25 s that could be read`]);
  });

  it('a 32-bit size that wrapped at 4 GiB is corrected', async () => {
    const head = wavFile([[0]], { dataSize: 1_000 }).subarray(0, 44);
    const file = await folder.write('huge.wav', head);
    // A sparse file: 4 GiB of silence take no disk space.
    await truncate(file, 44 + 2 ** 32 + 1_000);
    const source = await openAudio(file, { sampleRateHz: 44_100 });
    await source.close();
    expect(source.info.durationSeconds).toBe((2 ** 32 + 1_000) / 2 / 44_100);
  });

  describe('errors have one line', () => {
    it.each<[string, Uint8Array, RegExp]>([
      ['no samples', wavFile([[]]), /: contains no audio: its WAV header announces 0 samples$/],
      [
        'an end before the samples',
        wavFile([[0]]).subarray(0, 36),
        /: truncated WAV: ends after 36 bytes, before the "data" chunk$/,
      ],
      [
        'an end within the format',
        wavFile([[0]]).subarray(0, 14),
        /: truncated WAV: ends after 12 bytes, before the "fmt " chunk$/,
      ],
      ['no channels', edited(22, 0), /: damaged WAV: channels is 0$/],
      ['a rate of 3 Hz', wavFile([[0, 0, 0]], { sampleRateHz: 3 }), /: damaged header: sample rate of 3 Hz$/],
      ['a rate of 127 Hz', wavFile([[0, 0, 0]], { sampleRateHz: 127 }), /: damaged header: sample rate of 127 Hz$/],
      [
        'samples before the format',
        Buffer.from('RIFF\0\0\0\0WAVEdata\x04\0\0\0abcd', 'latin1'),
        /: damaged WAV: "data" chunk at byte 12 without a "fmt " chunk before it$/,
      ],
    ])('%s', async (_, bytes, message) => {
      const file = await folder.write('bad.wav', bytes);
      const reading = readAll(file);
      await expect(reading).rejects.toBeInstanceOf(AudioFormatError);
      const text = await messageOf(reading);
      expect(text.startsWith(file)).toBe(true);
      expect(text).toMatch(message);
    });
  });

  it('stopping early closes the file', async () => {
    const file = await folder.write('long.wav', wavFile([new Float32Array(1_000_000)]));
    const before = await openFiles();
    const source = await openAudio(file, { sampleRateHz: 44_100 });
    for await (const chunk of source.chunks()) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    expect(await openFiles()).toBe(before);
    expect(await messageOf(source.chunks()[Symbol.asyncIterator]().next())).toMatch(/already read/);
  });
});

function edited(offset: number, value: number): Buffer {
  const bytes = wavFile([[0, 0]]);
  bytes.writeUInt16LE(value, offset);
  return bytes;
}

/** Returns the next free file descriptor, which grows if files stay open. */
async function openFiles(): Promise<number> {
  const handle = await open('/dev/null', 'r');
  const { fd } = handle;
  await handle.close();
  return fd;
}
