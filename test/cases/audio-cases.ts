import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openAudio } from '#audio/decode/index.js';
import { LyrebirdError } from '#src/errors.js';
import type { Answer, Case, CaseFolders } from './case.js';
import { runCommand, runLyrebird } from './run.js';

const SAMPLE_RATE_HZ = 44_100;
/** Loud: above the noise of the recordings with chirps. */
const LOUD_RMS = 0.015;
const FRAME_SAMPLES = 882;
const PAUSE_SECONDS = 0.2;

/** A recording, decoded to its end. */
interface Decoded {
  readonly seconds: number;
  readonly rms: number;
  readonly rmsOfLastSecond: number;
  /** Seconds at which a loud sound begins after at least 0.2 s without one. */
  readonly onsetsSeconds: readonly number[];
  readonly warnings: readonly string[];
  /** Message of the error that refused it. */
  readonly refused?: string;
}

/** Cases of audio headers, containers and samples. */
export function audioCases({ inputs, work, model }: CaseFolders): readonly Case[] {
  const audio = (name: string): string => join(inputs, 'audio', name);
  const decoded = (
    input: string,
    expected: string,
    isRight: (result: Decoded) => boolean,
    make: (input: string) => Promise<string> | string = audio,
  ): Case => ({
    input,
    expected,
    async answer() {
      const result = await decode(await make(input));
      return { got: describe(result), right: isRight(result) };
    },
  });
  const made = async (size: string): Promise<string> => {
    const file = join(work, `${size}.wav`);
    await runCommand('python3', [audio('make_big.py'), size, file]);
    return file;
  };
  const finite = (input: string): Case => ({
    input,
    expected: 'samples treated as invalid, with a warning; no NaN, no null in the result',
    answer: () => classifyFinite(audio(input), model),
  });
  const whole = (result: Decoded): boolean => result.refused === undefined && result.warnings.length === 0;
  const near = (a: number, b: number, tolerance: number): boolean => Math.abs(a - b) <= tolerance;

  return [
    decoded('size_7fffffff.wav', '1.00 s, no warning', (r) => whole(r) && near(r.seconds, 1, 0.01)),
    ...['0x7ffff000', '0x80000000'].map((size) =>
      decoded(
        `make_big.py ${size}`,
        '2816.2 s, no warning, RMS of the last second 0.27',
        (r) => whole(r) && near(r.seconds, 2816.2, 0.1) && near(r.rmsOfLastSecond, 0.2747, 0.01),
        () => made(size),
      ),
    ),
    decoded(
      'stale_size.wav',
      '0.10 s, with a warning that much data follows',
      (r) => near(r.seconds, 0.1, 0.01) && r.warnings.length === 1,
    ),
    decoded('data_plus28.wav', '1.00 s, no warning', (r) => whole(r) && near(r.seconds, 1, 0.01)),
    decoded(
      'list_size_wrong.wav',
      'no "ends after 4294967084 bytes"',
      (r) => ![r.refused ?? '', ...r.warnings].some((message) => message.includes('4294967084')),
    ),
    decoded('rifx.wav', 'RMS 0.0499, or refused', (r) => r.refused !== undefined || near(r.rms, 0.0499, 0.0005)),
    decoded('stereo_antiphase.wav', 'a warning that the channels cancel', (r) =>
      r.warnings.some((m) => /cancel/.test(m)),
    ),
    decoded('zeros.wav', 'a warning that it is silent', (r) => r.warnings.some((m) => /silent/.test(m))),
    ...['float-overflow.wav', 'null-probability-finite-pcm.wav', 'nan-wav-7-124.wav'].map(finite),
    decoded('amp-wav-1-147.wav', 'refused: damaged header', (r) => /damaged header/.test(r.refused ?? '')),
    decoded(
      'gap.mkv',
      'chirps at 3.32, 7.32 and 8.32 s, or a warning about its times',
      (r) =>
        r.warnings.some((message) => /\btimes/.test(message)) ||
        [3.32, 7.32, 8.32].every((second) => r.onsetsSeconds.some((onset) => near(onset, second, 0.04))),
    ),
    decoded(
      'audio_late2s.mkv',
      'the first chirp at 2.32 s, or a warning about its times',
      (r) => r.warnings.some((message) => /\btimes/.test(message)) || near(r.onsetsSeconds[0]!, 2.32, 0.04),
    ),
    ...['video_longer.mp4', 'opus_noeos.opus', 'chained.opus'].map((name) =>
      decoded(name, 'read whole, no warning', whole),
    ),
    {
      input: 'RIFF, WAVE and 40 MB of zeros',
      expected: 'refused within 5 s, exit 4',
      async answer() {
        const file = join(work, 'riff-zeros.wav');
        writeFileSync(
          file,
          Buffer.concat([Buffer.from('RIFF\xff\xff\xff\x7fWAVE', 'latin1'), Buffer.alloc(40_000_000)]),
        );
        const started = performance.now();
        const { exitCode, messages } = await runLyrebird(['classify', file, '--model', model]);
        const seconds = (performance.now() - started) / 1000;
        return {
          got: `exit ${exitCode} after ${seconds.toFixed(1)} s: ${messages[0]}`,
          right: exitCode === 4 && seconds < 5,
        };
      },
    },
  ];
}

/** Names of inputs in the folder that no case reads. */
export function unusedAudio({ inputs }: Pick<CaseFolders, 'inputs'>, cases: readonly Case[]): readonly string[] {
  const used = new Set([...cases.map(({ input }) => input), 'make_big.py', 'make_folders.sh']);
  return readdirSync(join(inputs, 'audio')).filter((name) => !used.has(name));
}

async function decode(file: string): Promise<Decoded> {
  const warnings: string[] = [];
  let [samples, energy, frameEnergy, lastLoud] = [0, 0, 0, -Infinity];
  const tail = new Float32Array(SAMPLE_RATE_HZ);
  const onsetsSeconds: number[] = [];
  let refused: string | undefined;
  try {
    const source = await openAudio(file, { sampleRateHz: SAMPLE_RATE_HZ });
    for await (const chunk of source.chunks()) {
      for (const value of chunk) {
        energy += value * value;
        frameEnergy += value * value;
        tail[samples % tail.length] = value * value;
        samples++;
        if (samples % FRAME_SAMPLES !== 0) continue;
        const second = (samples - FRAME_SAMPLES) / SAMPLE_RATE_HZ;
        if (Math.sqrt(frameEnergy / FRAME_SAMPLES) > LOUD_RMS) {
          if (second - lastLoud > PAUSE_SECONDS) onsetsSeconds.push(second);
          lastLoud = second;
        }
        frameEnergy = 0;
      }
    }
    warnings.push(...source.warnings.map(({ message }) => message));
  } catch (error) {
    if (!(error instanceof LyrebirdError)) throw error;
    refused = error.message;
  }
  return {
    seconds: samples / SAMPLE_RATE_HZ,
    rms: Math.sqrt(energy / Math.max(1, samples)),
    rmsOfLastSecond: Math.sqrt(tail.reduce((sum, square) => sum + square, 0) / SAMPLE_RATE_HZ),
    onsetsSeconds,
    warnings,
    ...(refused !== undefined && { refused }),
  };
}

function describe({ seconds, rms, rmsOfLastSecond, onsetsSeconds, warnings, refused }: Decoded): string {
  if (refused !== undefined) return `refused: ${refused}`;
  const onsets = onsetsSeconds.slice(0, 8).map((second) => second.toFixed(2));
  return [
    `${seconds.toFixed(2)} s, RMS ${rms.toFixed(4)}, of the last second ${rmsOfLastSecond.toFixed(4)}`,
    `loud at ${onsets.join(', ')} s`,
    warnings.length === 0 ? 'no warning' : warnings.join('; '),
  ].join(', ');
}

async function classifyFinite(file: string, model: string): Promise<Answer> {
  const { exitCode, stdout, messages } = await runLyrebird(['classify', file, '--model', model, '--format', 'json']);
  // JSON has no NaN and no infinity: they become null.
  const values = stdout === '' ? '' : JSON.stringify({ ...(JSON.parse(stdout) as object), file: '', warnings: [] });
  const clean = !values.includes('null');
  const right = clean && messages.length > 0 && (exitCode === 4 || (exitCode === 0 && stdout !== ''));
  return { got: `exit ${exitCode}, ${clean ? 'finite' : 'NaN or null'}: ${messages.join('; ')}`, right };
}
