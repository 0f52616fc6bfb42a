import type { FileHandle } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { recordedAt, type RecordingOrigin } from '#audio/index.js';
import { createRng } from '#src/rng.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { ffmpeg } from '../support.js';
import { comments, flac, info, recording } from './support.js';

const folder = useTemporaryFolder();
const ID = '24F3190361D5E9A3';
const SENTENCE = `Recorded at 22:30:00 12/05/2024 (UTC) by AudioMoth ${ID} at medium gain while battery was 4.2V.`;
const STREAMINFO = [0, new Uint8Array(34)] as const;
/** Most bytes that are read of a file: the comments, and heads of blocks. */
const MOST_BYTES = 65_536 + 1024;

/** Reads the origin from bytes in memory, and counts those that are asked for. */
async function read(bytes: Uint8Array): Promise<{ readonly origin: RecordingOrigin; readonly bytesRead: number }> {
  let bytesRead = 0;
  const handle = {
    stat: () => Promise.resolve({ size: bytes.length }),
    read(buffer: Uint8Array, offset: number, length: number, position: number) {
      const part = bytes.subarray(Math.min(position, bytes.length), Math.min(position + length, bytes.length));
      buffer.set(part, offset);
      bytesRead += length;
      return Promise.resolve({ buffer, bytesRead: part.length });
    },
  } as unknown as FileHandle;
  return { origin: await recordedAt({ file: 'x.flac', handle }), bytesRead };
}

describe("AudioMoth's comment in FLAC", () => {
  it('is read as in the WAV file that ffmpeg made it of', async () => {
    const wav = await folder.write('20240512_223000.wav', recording([], { before: [info({ ICMT: SENTENCE })] }));
    const converted = folder.at('20240512_223000.flac');
    await ffmpeg('-i', wav, converted);
    const options = { timezone: 'Europe/Berlin' };
    const origin = await recordedAt(converted, options);
    expect(origin).toEqual(await recordedAt(wav, options));
    expect(origin.start).toMatchObject({ local: '2024-05-13T00:30:00', utc: '2024-05-12T22:30:00Z' });
    expect(origin.serial?.value).toBe(ID);
  });

  it.each([
    ['COMMENT', [STREAMINFO, comments('ARTIST=x', `COMMENT=${SENTENCE}`)]],
    ['Description, behind another comment', [STREAMINFO, comments('comment=dawn', `Description=${SENTENCE}`)]],
    ['a block behind a long picture', [STREAMINFO, [6, Buffer.alloc(200_000, 4)], comments(`comment=${SENTENCE}`)]],
  ] as const)('is found in %s', async (_, blocks) => {
    const { origin, bytesRead } = await read(flac(...blocks));
    expect(origin.start).toMatchObject({ utc: '2024-05-12T22:30:00Z', source: 'AudioMoth comment' });
    expect(bytesRead).toBeLessThan(MOST_BYTES);
  });

  it('says so if its date cannot be read, on one line', async () => {
    const { origin } = await read(flac(STREAMINFO, comments('COMMENT=Recorded at \u001b[31m\nnoon by AudioMoth')));
    expect(origin.warnings).toEqual([
      'x.flac: its AudioMoth comment has no readable date: "Recorded at [31m noon by AudioMoth"',
    ]);
  });

  it.each([
    ['no blocks', flac()],
    ['a block cut short', flac(STREAMINFO).subarray(0, 6)],
    ['thousands of empty blocks', Buffer.concat([Buffer.from('fLaC'), Buffer.alloc(40_000)])],
    ['the sentence behind the last block', flac(STREAMINFO, [4, comments(`COMMENT=${SENTENCE}`)[1].subarray(0, 30)])],
    ['16 MiB of comments of no length', flac([4, Buffer.alloc(0xffffff)])],
    ['lengths that lead out of it', flac([4, Buffer.alloc(1000, 0xff)])],
    ['a field of 2 GiB', flac([4, Buffer.from('000000000100000000000080434f4d4d454e543d', 'hex')])],
    ['a name and no value', flac(comments('COMMENT', 'DESCRIPTION=', 'COMMENT='))],
    ['a comment behind 64 KiB', flac(comments('x'.repeat(70_000), `COMMENT=${SENTENCE}`))],
    ['a long comment', flac(comments(`COMMENT=Recorded at AudioMoth${' Recorded at'.repeat(5_000)}`))],
  ])('a file with %s has none', async (_, bytes) => {
    const start = performance.now();
    const { origin, bytesRead } = await read(bytes);
    expect(origin.start).toBeUndefined();
    expect(bytesRead).toBeLessThan(MOST_BYTES);
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it('in mangled files gives an origin and warnings of one line each, never an error', async () => {
    const rng = createRng(8);
    const source = flac(STREAMINFO, [1, new Uint8Array(20)], comments('artist=x', `DESCRIPTION=${SENTENCE}`));
    let dated = 0;
    for (let round = 0; round < 400; round++) {
      const bytes = Buffer.from(source);
      for (let count = 1 + rng.integer(4); count > 0; count--) {
        const at = rng.integer(bytes.length - 4);
        if (rng.integer(2)) bytes[at] = rng.integer(256);
        else bytes.writeUInt32LE(rng.integer(2) ? 0xffffffff : rng.integer(1 << 20), at);
      }
      const { origin, bytesRead } = await read(round % 4 > 0 ? bytes : bytes.subarray(0, rng.integer(bytes.length)));
      expect(bytesRead).toBeLessThan(MOST_BYTES);
      for (const warning of origin.warnings) expect(warning).toMatch(/^x\.flac: [^\p{Cc}]+$/u);
      dated += origin.start ? 1 : 0;
    }
    expect(dated).toBeGreaterThan(50);
    expect(dated).toBeLessThan(400);
  });
});
