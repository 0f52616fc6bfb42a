import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findFfmpeg, openAudio } from '#audio/decode/index.js';
import { recordedAt } from '#audio/origin/index.js';
import { DEFAULT_SEGMENTS } from '#audio/segments/index.js';
import { AudioFormatError } from '#src/errors.js';
import { createRng } from '#src/rng.js';
import { guano, info, wamd } from '../../audio/origin/support.js';
import { normalisedSegments } from '../../helpers/normalised-segments.js';
import { wavFile, type WavOptions } from '../../helpers/wav-writer.js';
import { checkFinite, type FuzzInput, type FuzzTarget } from '../target.js';

const SECONDS = 0.6;
const SAMPLE_RATE_HZ = 22_050;

const WAVS: readonly WavOptions[] = [
  { format: 'u8' },
  { format: 's16' },
  { format: 's24', extensible: true },
  { format: 's32' },
  { format: 'f32' },
  { format: 'f32', extensible: true, sampleRateHz: 48_000 },
  { format: 'f64' },
  { format: 's16', container: 'RF64' },
  {
    format: 's16',
    before: [{ id: 'LIST', bytes: new Uint8Array(51) }],
    after: [{ id: 'bext', bytes: new Uint8Array(602) }],
  },
  {
    format: 's16',
    before: [info({ ICMT: 'Recorded at 05:30:00 12/05/2024 (UTC+1) by AudioMoth 24F3190361D5E9A3 at medium gain' })],
    after: [
      guano('Timestamp: 2024-05-12T05:30:00+01:00', 'Loc Position: 51.7 -1.2'),
      wamd([0x05, '2024-05-12 05:30:00']),
    ],
  },
];

/** Extension -> ffmpeg's options. */
const ENCODED: readonly (readonly [string, readonly string[]])[] = [
  ['mp3', []],
  ['flac', ['-metadata', 'comment=Recorded at 05:30:00 12/05/2024 (UTC+1) by AudioMoth 24F3190361D5E9A3 at gain 2']],
  ['ogg', ['-c:a', 'libvorbis']],
  ['opus', []],
  ['m4a', []],
  ['mkv', ['-c:a', 'flac']],
  ['aiff', []],
  ['w64', []],
  ['caf', []],
  ['wma', []],
];

/**
 * Recordings of ten kinds of WAV and ten formats that ffmpeg decodes, read as far as normalised segments; and when they
 * were made.
 */
export const AUDIO: FuzzTarget = {
  name: 'audio',
  errors: [AudioFormatError],
  async makeInputs(folder) {
    const wavs = wavInputs();
    const binary = await findFfmpeg();
    if (binary === undefined) return wavs;
    const source = join(folder, 'source.wav');
    await writeFile(source, wavs[1]!.files['input.wav']!);
    const encoded: FuzzInput[] = [];
    for (const [extension, options] of ENCODED) {
      const name = `input.${extension}`;
      const file = join(folder, name);
      await promisify(execFile)(binary.path, ['-loglevel', 'error', '-nostdin', '-y', '-i', source, ...options, file]);
      encoded.push({ name: extension, path: name, files: { [name]: await readFile(file) } });
    }
    return [...wavs, ...encoded];
  },
  read: readSegments,
};

/** The same, but only WAV: needs no ffmpeg, and takes milliseconds. */
export const WAV: FuzzTarget = {
  ...AUDIO,
  name: 'wav',
  makeInputs: () => Promise.resolve(wavInputs()),
};

function wavInputs(): readonly FuzzInput[] {
  return WAVS.map((options, i) => {
    const { sampleRateHz = 44_100 } = options;
    const channels = [noise(i, sampleRateHz), noise(i + WAVS.length, sampleRateHz)].slice(0, 1 + (i % 2));
    return { name: `wav ${options.format}`, path: 'input.wav', files: { 'input.wav': wavFile(channels, options) } };
  });
}

function noise(seed: number, sampleRateHz: number): Float32Array {
  const samples = createRng(seed).fillUniform(new Float32Array(SECONDS * sampleRateHz));
  return samples.map((value) => value - 0.5);
}

async function readSegments(path: string): Promise<void> {
  await recordedAt(path, { timezone: 'Europe/Berlin' });
  const source = await openAudio(path, { sampleRateHz: SAMPLE_RATE_HZ });
  const checked = {
    async *chunks() {
      for await (const chunk of source.chunks()) {
        checkFinite(chunk, `samples of ${path}`);
        yield chunk;
      }
    },
  };
  const settings = { ...DEFAULT_SEGMENTS, sampleRateHz: SAMPLE_RATE_HZ };
  for await (const { data } of normalisedSegments(checked, settings, 16)) checkFinite(data, `segments of ${path}`);
}
