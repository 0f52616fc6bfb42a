import { describe, expect, it } from 'vitest';
import { audioDataset, type AudioDataset, type MixingOptions } from '#audio/corpus/index.js';
import { createNoiseSource } from '#audio/training/noise-source.js';
import { drawLabelled, labelledView } from '#src/data/splits/label-split.js';
import { withoutLabels } from '#src/data/index.js';
import { ConfigError } from '#src/errors.js';
import { createRng } from '#src/rng.js';

const RATE = 10_000;
/** Segments have 1,000 samples and start every 100. */
const LENGTH = 1000;
const [WREN, CROW, BACKGROUND] = [0, 1, 2];

/** A tone; each recording has its own frequency, in cycles per segment. */
const tone = (cycles: number, seconds = 0.5): Float32Array =>
  Float32Array.from({ length: seconds * RATE }, (_, n) => 0.3 * Math.sin((2 * Math.PI * cycles * n) / LENGTH));

/** A tone that is 40 dB softer in its second half. */
function withPause(cycles: number): Float32Array {
  return tone(cycles).map((sample, n) => (n < 2500 ? sample : 0.01 * sample));
}

const SOUNDS: readonly [species: string, pcm: Float32Array][] = [
  ['wren', withPause(50)],
  ['wren', tone(60)],
  ['crow', tone(70)],
  ['crow', tone(80)],
  ['background', tone(90)],
];

const corpus: AudioDataset = audioDataset({
  name: 'made up',
  classes: ['wren', 'crow', 'background'],
  backgroundClasses: ['background'],
  settings: { sampleRateHz: RATE, segmentSeconds: 0.1, overlap: 0.9, normalisation: { kind: 'segment' } },
  recordings: SOUNDS.map(([species, pcm], i) => ({
    recording: { file: `${i}.wav`, path: `${i}.wav`, species, group: 'g', metadata: {} },
    info: { sampleRateHz: RATE, channels: 1, format: 'wav' } as never,
    pcm,
  })),
});
const PER_RECORDING = 41;

const OFF: MixingOptions = {
  ...{ songs: 0, songLevelDb: 0, noises: 0, noiseLevelDb: [0, 0], onlyNoises: 0, pauseDb: Infinity },
  partners: [0, 1, 2, 3],
  noise: (_, out) => out.forEach((__, n) => (out[n] = Math.sin((2 * Math.PI * 95 * n) / LENGTH))),
};

function mixed(mixing: Partial<MixingOptions>, index: number, seed = 1) {
  const out = new Float32Array(LENGTH);
  const classes = corpus.withMixing({ ...OFF, ...mixing }).augment!(index, createRng(seed), out, 0)!;
  return { out, classes };
}

/** Amplitude of a tone in a segment. */
function amplitude(samples: Float32Array, cycles: number): number {
  let [re, im] = [0, 0];
  for (let n = 0; n < LENGTH; n++) {
    re += samples[n]! * Math.cos((2 * Math.PI * cycles * n) / LENGTH);
    im += samples[n]! * Math.sin((2 * Math.PI * cycles * n) / LENGTH);
  }
  return (2 * Math.hypot(re, im)) / LENGTH;
}

describe('mixing', () => {
  it('switched off, gives the segments as they are, with their species', () => {
    const { out, classes } = mixed({}, 2 * PER_RECORDING);
    const original = new Float32Array(LENGTH);
    corpus.read(2 * PER_RECORDING, original, 0);
    out.forEach((sample, i) => expect(sample).toBeCloseTo(original[i]!, 5));
    expect(classes).toEqual({ present: [CROW], unknown: [] });
  });

  it('adds the song of another recording at the wished level, and unites the species', () => {
    const partners = [2];
    const { out, classes } = mixed({ songs: 1, partners }, PER_RECORDING);
    expect(classes).toEqual({ present: [WREN, CROW], unknown: [] });
    expect(amplitude(out, 60)).toBeCloseTo(1, 2);
    expect(amplitude(out, 70)).toBeCloseTo(1, 2);
    const levels = Array.from({ length: 50 }, (_, seed) => {
      const mixture = mixed({ songs: 1, songLevelDb: 6, partners }, PER_RECORDING, seed).out;
      return 20 * Math.log10(amplitude(mixture, 70) / amplitude(mixture, 60));
    });
    expect(Math.min(...levels)).toBeGreaterThan(-6.01);
    expect(Math.max(...levels)).toBeLessThan(6.01);
    expect(Math.max(...levels) - Math.min(...levels)).toBeGreaterThan(9);
  });

  it('mixes partners only, and never a recording with itself', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { out, classes } = mixed({ songs: 1, partners: [1, 3] }, PER_RECORDING, seed);
      expect(classes.present).toEqual([WREN, CROW]);
      expect(amplitude(out, 70)).toBeLessThan(0.01);
      expect(amplitude(out, 80)).toBeCloseTo(1, 2);
    }
    expect(mixed({ songs: 1, partners: [1] }, PER_RECORDING).classes.present).toEqual([WREN]);
  });

  it('adds noise at the wished level, without a species', () => {
    const { out, classes } = mixed({ noises: 1, noiseLevelDb: [-20, -20] }, PER_RECORDING);
    expect(classes.present).toEqual([WREN]);
    expect(amplitude(out, 95) / amplitude(out, 60)).toBeCloseTo(0.1, 3);
  });

  it('replaces segments by noise, in which no species is present', () => {
    const { out, classes } = mixed({ onlyNoises: 1, songs: 1, noises: 1 }, PER_RECORDING);
    expect(classes).toEqual({ present: [], unknown: [BACKGROUND] });
    expect(amplitude(out, 95)).toBeCloseTo(Math.SQRT2, 2);
    expect(amplitude(out, 60)).toBeLessThan(0.01);
  });

  it('takes the species of a pause for unknown', () => {
    const pauseDb = 12;
    expect(mixed({ pauseDb }, 0).classes).toEqual({ present: [WREN], unknown: [] });
    expect(mixed({ pauseDb }, PER_RECORDING - 1).classes).toEqual({ present: [], unknown: [BACKGROUND, WREN] });
    // A pause with the song of another wren: present, and so no background.
    expect(mixed({ pauseDb, songs: 1, partners: [1] }, PER_RECORDING - 1).classes).toEqual({
      present: [WREN],
      unknown: [],
    });
  });

  it('mixes in nothing of a recording without sound, and takes its own segments for pauses', () => {
    const silent = audioDataset({
      ...{ name: 'silent', classes: ['wren', 'crow', 'background'], backgroundClasses: ['background'] },
      settings: corpus.settings,
      recordings: [tone(50), new Float32Array(0.5 * RATE)].map((pcm, i) => ({
        recording: { file: `${i}.wav`, path: `${i}.wav`, species: ['wren', 'crow'][i]!, group: 'g', metadata: {} },
        info: { sampleRateHz: RATE, channels: 1, format: 'wav' } as never,
        pcm,
      })),
    }).withMixing({ ...OFF, songs: 1, pauseDb: 12, partners: [0, 1] });
    const classesAt = (index: number) => silent.augment!(index, createRng(1), new Float32Array(LENGTH), 0);
    expect(classesAt(0)).toEqual({ present: [WREN], unknown: [] });
    expect(classesAt(PER_RECORDING)).toEqual({ present: [WREN], unknown: [CROW] });
  });

  it('takes background for absent where a bird sings, with noise too, and for unknown in noise alone', () => {
    expect(mixed({ noises: 1 }, PER_RECORDING).classes).toEqual({ present: [WREN], unknown: [] });
    expect(mixed({ onlyNoises: 1 }, PER_RECORDING).classes).toEqual({ present: [], unknown: [BACKGROUND] });
  });

  it('knows recordings of background as such', () => {
    expect(mixed({ pauseDb: 12 }, 4 * PER_RECORDING).classes.present).toEqual([BACKGROUND]);
  });

  it('depends on nothing but the random stream', () => {
    const settings = { songs: 0.5, noises: 0.5, onlyNoises: 0.2, songLevelDb: 6 };
    expect(mixed(settings, 3, 9)).toEqual(mixed(settings, 3, 9));
  });

  it('does not reveal labels that are withheld', () => {
    const dataset = corpus.withMixing({ ...OFF, songs: 1 });
    const out = new Float32Array(LENGTH);
    expect(withoutLabels(dataset, ['x']).augment!(0, createRng(1), out, 0)).toBeUndefined();
    const split = drawLabelled(dataset, { count: 3, seed: 1 });
    const view = labelledView(dataset, split);
    const hidden = Array.from({ length: dataset.length }, (_, i) => i).find((i) => !split.indices.includes(i))!;
    expect(view.augment!(hidden, createRng(1), out, 0)).toBeUndefined();
    expect(view.augment!(split.indices[0]!, createRng(1), out, 0)).toBeDefined();
  });

  it.each([
    [{ songs: 1.5 }, 'mixing.songs must be in [0, 1], got 1.5'],
    [{ noiseLevelDb: [0, -20] as const }, 'mixing.noiseLevelDb must increase, got 0 to -20'],
    [{ pauseDb: 0 }, 'mixing.pauseDb must be above 0, got 0'],
    [{ songLevelDb: -1 }, 'mixing.songLevelDb must be at least 0, got -1'],
  ])('refuses %j', (settings, message) => {
    expect(() => corpus.withMixing({ ...OFF, ...settings })).toThrow(new ConfigError(message));
  });
});

describe('the source of sounds that are no birds', () => {
  const augmentation = { speed: 0, equaliser: 0 };
  const clip = (sound: string, cycles: number) => ({ name: `${sound}.ogg`, sound, fold: 1, samples: tone(cycles) });

  it('draws noises made by formula, clips and background equally often', () => {
    const source = createNoiseSource({
      sampleRateHz: RATE,
      clips: [clip('rain', 110), clip('rain', 120), clip('sea', 130)],
      background: [tone(140, 0.05)],
      augmentation,
    });
    const counts = { 110: 0, 120: 0, 130: 0, 140: 0, other: 0 };
    const out = new Float32Array(LENGTH);
    for (let seed = 0; seed < 600; seed++) {
      source(createRng(seed), out);
      const found = ([110, 120, 130, 140] as const).find((cycles) => amplitude(out, cycles) > 0.29);
      counts[found ?? 'other']++;
    }
    // A third each; a clip's sound is drawn before the clip.
    for (const count of [counts[110] + counts[120], counts[130]]) expect(Math.abs(count - 100)).toBeLessThan(40);
    for (const count of [counts[140], counts.other]) expect(Math.abs(count - 200)).toBeLessThan(50);
  });

  it('is noise alone without clips and background', () => {
    const source = createNoiseSource({ sampleRateHz: RATE, clips: [], background: [], augmentation });
    const out = new Float32Array(LENGTH);
    source(createRng(2), out);
    expect(out.every(Number.isFinite)).toBe(true);
  });
});
