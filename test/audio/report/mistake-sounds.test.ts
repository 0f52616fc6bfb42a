import { expect, it } from 'vitest';
import { audioDataset } from '#audio/corpus/index.js';
import { mistakeSounds } from '#audio/report/mistake-sounds.js';
import type { Mistake, ReportCard } from '#audio/report/index.js';

const RATE = 8_000;
const SETTINGS = { sampleRateHz: RATE, segmentSeconds: 0.5, overlap: 0.9, normalisation: { kind: 'segment' } } as const;

/** Ten seconds: each sample is its number, but for a loud part from 6 to 7 s. */
const counted = Float32Array.from({ length: 10 * RATE }, (_, i) => (i >= 6 * RATE && i < 7 * RATE ? 1e6 : 1e-6 * i));

function soundOf(mistake: Partial<Mistake>, pcm = counted) {
  const recording = { file: 'a.wav', path: 'a.wav', species: 'wren', group: 'a', metadata: {} };
  const info = { container: 'wav', codec: 'f32', sampleRateHz: RATE, channels: 1, decoder: 'wav' } as const;
  const corpus = audioDataset({
    ...{ name: 'corpus', classes: ['wren'], backgroundClasses: [], settings: SETTINGS },
    recordings: [{ recording, info, pcm }],
  });
  const whole = { kind: 'wrong', file: 'a.wav', group: 'a', truth: [], score: 1, ...mistake };
  const card = { species: [{ mistakes: [whole] }] } as unknown as ReportCard;
  return mistakeSounds(card, corpus).sound(0, 0);
}

it.each([
  ['around a detection', { startSeconds: 4, endSeconds: 5 }, 3],
  ['from the start of a long one', { startSeconds: 2, endSeconds: 9 }, 2],
  ['within the recording', { startSeconds: 9.5, endSeconds: 10 }, 7],
  ['within the recording', { startSeconds: 0, endSeconds: 0.5 }, 0],
])('are three seconds %s', async (_, span, startSeconds) => {
  const sound = (await soundOf(span))!;
  expect(sound).toMatchObject({ sampleRateHz: RATE, startSeconds });
  expect(sound.samples).toEqual(counted.subarray(startSeconds * RATE, (startSeconds + 3) * RATE));
});

it('of what was missed are the loudest three seconds', async () => {
  const { startSeconds, samples } = (await soundOf({ kind: 'missed' }))!;
  expect(samples).toHaveLength(3 * RATE);
  expect(startSeconds).toBeGreaterThan(3.9);
  expect(startSeconds).toBeLessThanOrEqual(6);
});

it('of a short recording are all of it; of one that is not in the corpus, nothing', async () => {
  const short = counted.slice(0, RATE);
  expect((await soundOf({ kind: 'missed' }, short))!.samples).toEqual(short);
  expect(await soundOf({ file: 'b.wav' })).toBeUndefined();
});
