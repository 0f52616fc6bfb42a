import { open } from 'node:fs/promises';

/** What a recording begins with, and the name of its format. Videos are missing: they may have no sound. */
const SIGNATURES: readonly (readonly [RegExp, string])[] = [
  [/^(RIFF|RIFX|RF64|BW64)[^]{4}WAVE/, 'WAV'],
  [/^riff\x2e\x91\xcf\x11/, 'W64'],
  [/^fLaC/, 'FLAC'],
  [/^OggS/, 'Ogg'],
  [/^(ID3[\x02-\x04]|\xff[\xe2\xe3\xf2\xf3\xfa\xfb][^\x00\xf0-\xff])/, 'MP3'],
  [/^[^]{4}ftypM4[AB]/, 'M4A'],
  [/^FORM[^]{4}AIF[FC]/, 'AIFF'],
  [/^caff\x00\x01/, 'CAF'],
  [/^#!AMR/, 'AMR'],
  [/^wvpk/, 'WavPack'],
];

const SIGNATURE_BYTES = 16;

/**
 * Returns the format of a recording from the first bytes of the file.
 * @returns undefined if they are not those of a recording, or the file cannot be read
 */
export async function audioFormatOf(file: string | Buffer): Promise<string | undefined> {
  try {
    await using handle = await open(file, 'r');
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SIGNATURE_BYTES), 0, SIGNATURE_BYTES, 0);
    const head = buffer.toString('latin1', 0, bytesRead);
    return SIGNATURES.find(([pattern]) => pattern.test(head))?.[1];
  } catch {
    return undefined;
  }
}
