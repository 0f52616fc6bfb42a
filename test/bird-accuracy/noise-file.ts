import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createRng } from '#src/rng.js';
import { wavHeader } from '../helpers/wav-header.js';
import type { SoundKind } from './sounds.js';

const SAMPLE_RATE_HZ = 44_100;

/**
 * Writes a sound as a 16-bit WAV file whose root mean square is at a level below full scale.
 * @param levelDb such as -30
 */
export async function writeSound(file: string, kind: SoundKind, levelDb: number, seconds: number): Promise<void> {
  await pipeline(Readable.from(chunks(kind, levelDb, seconds)), createWriteStream(file));
}

function* chunks(kind: SoundKind, levelDb: number, seconds: number): Generator<Uint8Array> {
  const sound = kind(SAMPLE_RATE_HZ, createRng(1));
  const out = new Float32Array(SAMPLE_RATE_HZ);
  yield wavHeader(seconds * SAMPLE_RATE_HZ, SAMPLE_RATE_HZ);
  let gain: number | undefined;
  for (let second = 0; second < seconds; second++) {
    sound(out);
    gain ??= (32_767 * 10 ** (levelDb / 20)) / (Math.sqrt(out.reduce((sum, x) => sum + x * x, 0) / out.length) || 1);
    const scale = gain;
    yield new Uint8Array(
      Int16Array.from(out, (x) => Math.max(-32_768, Math.min(32_767, Math.round(scale * x)))).buffer,
    );
  }
}
