import { open } from 'node:fs/promises';

/** What recordings begin with: format, and texts at byte offsets. Videos are missing: they may have no sound. */
const SIGNATURES: readonly (readonly [format: string, ...(readonly [offset: number, text: string])[]])[] = [
  ...['RIFF', 'RIFX', 'RF64', 'BW64'].map((riff) => ['WAV', [0, riff], [8, 'WAVE']] as const),
  ['W64', [0, 'riff'], [24, 'wave']],
  ['FLAC', [0, 'fLaC']],
  ['Ogg', [0, 'OggS']],
  ['MP3', [0, 'ID3']],
  ['M4A', [4, 'ftypM4A']],
  ['AIFF', [0, 'FORM'], [8, 'AIF']],
  ['CAF', [0, 'caff']],
  ['AMR', [0, '#!AMR']],
  ['WavPack', [0, 'wvpk']],
];

const SIGNATURE_BYTES = 28;

/**
 * Returns the format of a recording from the first bytes of the file.
 * @returns undefined if they are not those of a recording, or the file cannot be read
 */
export async function audioFormatOf(file: string | Buffer): Promise<string | undefined> {
  let head: string;
  try {
    await using handle = await open(file, 'r');
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SIGNATURE_BYTES), 0, SIGNATURE_BYTES, 0);
    head = buffer.toString('latin1', 0, bytesRead);
  } catch {
    return undefined;
  }
  const [format] = SIGNATURES.find(([, ...parts]) => parts.every(([at, text]) => head.startsWith(text, at))) ?? [];
  return format ?? (isMp3Frame(head) ? 'MP3' : undefined);
}

/** Whether bytes are the header of an MP3 frame: sync, layer III, and a bit rate and sampling rate that exist. */
function isMp3Frame(head: string): boolean {
  const [sync = 0, layer = 0, rates = 0] = [0, 1, 2].map((at) => head.charCodeAt(at));
  const bitRate = rates >> 4;
  return sync === 0xff && (layer & 0xe6) === 0xe2 && bitRate > 0 && bitRate < 15 && (rates & 0x0c) !== 0x0c;
}
