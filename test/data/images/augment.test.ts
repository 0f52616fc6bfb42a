import { beforeAll, describe, expect, it } from 'vitest';
import { imageAugmenter, type ImageAugmentation, NO_IMAGE_AUGMENTATION } from '#src/data/images/augment.js';
import { type ImageDatasetOptions, openImageDataset } from '#src/data/images/index.js';
import { readBatch, splitSemiSupervised } from '#src/data/index.js';
import { ConfigError } from '#src/errors.js';
import { createRng } from '#src/rng.js';
import { writeDigits } from '../../helpers/digits.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';

const [HEIGHT, WIDTH, CHANNELS] = [9, 7, 3];
const SIZE = HEIGHT * WIDTH * CHANNELS;
const rng = createRng(4);
/** Two images of random bytes; the second is the one that is changed. */
const PIXELS = new Uint8Array(2 * SIZE).map(() => rng.integer(256));

const augmentationOf = (changes: Partial<ImageAugmentation>): ImageAugmentation => ({
  ...NO_IMAGE_AUGMENTATION,
  ...changes,
});

function changed(augmentation: Partial<ImageAugmentation>, seed: number): Uint8Array {
  const out = new Uint8Array(SIZE);
  imageAugmenter([HEIGHT, WIDTH, CHANNELS], augmentationOf(augmentation))(PIXELS, SIZE, createRng(seed), out);
  return out;
}

/** The second image, shifted and mirrored, with the edge repeated outside of it. */
function moved(down: number, right: number, isMirrored = false): Uint8Array {
  const within = (position: number, length: number): number => Math.min(Math.max(position, 0), length - 1);
  return Uint8Array.from({ length: SIZE }, (_, at) => {
    const [row, column, channel] = [
      Math.floor(at / (WIDTH * CHANNELS)),
      Math.floor(at / CHANNELS) % WIDTH,
      at % CHANNELS,
    ];
    const y = within(row + down, HEIGHT);
    const x = within((isMirrored ? WIDTH - 1 - column : column) + right, WIDTH);
    return PIXELS[SIZE + (y * WIDTH + x) * CHANNELS + channel]!;
  });
}

/** Bytes as text, to compare. */
const text = (bytes: Uint8Array): string => bytes.join();

const SEEDS = Array.from({ length: 200 }, (_, seed) => seed);

describe('a changed image', () => {
  it('is the original if all changes are off', () => {
    expect(changed({}, 1)).toEqual(moved(0, 0));
  });

  it('is shifted by whole pixels in every direction, with its edge repeated', () => {
    const shifts = [-2, -1, 0, 1, 2].flatMap((down) => [-2, -1, 0, 1, 2].map((right) => text(moved(down, right))));
    const found = SEEDS.map((seed) => shifts.indexOf(text(changed({ shiftPixels: 2 }, seed))));
    expect(new Set(found)).toEqual(new Set(shifts.keys()));
  });

  it('is mirrored left to right every second time', () => {
    const mirrored = SEEDS.filter((seed) => text(changed({ flip: true }, seed)) === text(moved(0, 0, true)));
    const unchanged = SEEDS.filter((seed) => text(changed({ flip: true }, seed)) === text(moved(0, 0)));
    expect(mirrored.length + unchanged.length).toBe(SEEDS.length);
    expect(Math.abs(mirrored.length - 100)).toBeLessThan(30);
  });

  it('has the same shift with and without mirroring', () => {
    for (const seed of SEEDS.slice(0, 20)) {
      const shifted = text(changed({ shiftPixels: 1 }, seed));
      const both = text(changed({ shiftPixels: 1, flip: true }, seed));
      const shifts = [-1, 0, 1].flatMap((down) => [-1, 0, 1].map((right) => [down, right] as const));
      const [down, right] = shifts.find((shift) => text(moved(...shift)) === shifted)!;
      expect([shifted, text(moved(down, right, true))]).toContain(both);
    }
  });

  it('depends on its random stream alone', () => {
    const all = { shiftPixels: 2, elasticAlpha: 10, elasticSigma: 2, flip: true };
    expect(changed(all, 5)).toEqual(changed(all, 5));
    expect(changed(all, 5)).not.toEqual(changed(all, 6));
  });
});

describe('elastic distortions', () => {
  const SIDE = 40;
  /** Columns of increasing brightness: a change of 4 is a displacement by a pixel. */
  const ramp = new Uint8Array(SIDE * SIDE).map((_, at) => 4 * (at % SIDE));
  const displacementsOf = (augmentation: Partial<ImageAugmentation>, seed: number): number[] => {
    const out = new Uint8Array(SIDE * SIDE);
    imageAugmenter([SIDE, SIDE, 1], augmentationOf(augmentation))(ramp, 0, createRng(seed), out);
    const middle: number[] = [];
    for (let row = 15; row < 25; row++)
      for (let column = 15; column < 25; column++)
        middle.push((out[row * SIDE + column]! - ramp[row * SIDE + column]!) / 4);
    return middle;
  };

  it.each([
    [34, 4],
    [20, 3],
    [60, 5],
  ])('with α = %i and σ = %i displace pixels by 0.163 α / σ on average', (elasticAlpha, elasticSigma) => {
    const all = SEEDS.flatMap((seed) => displacementsOf({ elasticAlpha, elasticSigma }, seed));
    const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
    const deviation = Math.sqrt(all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length);
    // The deviation of a uniform number in [-1, 1), 1/√3, over that of the Gaussian's smoothing, 2 σ √π.
    const expected = elasticAlpha / (2 * Math.sqrt(3 * Math.PI) * elasticSigma);
    expect(Math.abs(mean)).toBeLessThan(0.15 * expected);
    expect(deviation / expected).toBeGreaterThan(0.9);
    expect(deviation / expected).toBeLessThan(1.1);
  });

  it('move neighbours alike', () => {
    for (const seed of SEEDS.slice(0, 20)) {
      const values = displacementsOf({ elasticAlpha: 34 }, seed);
      const steps = values.slice(1).filter((_, at) => (at + 1) % 10 !== 0);
      steps.forEach((value, at) => expect(Math.abs(value - steps[at]!)).toBeLessThan(3));
    }
  });
});

describe('an image data set with augmentation', () => {
  const folder = useTemporaryFolder();
  beforeAll(() => {
    writeDigits(folder.path, { train: 30, test: 10 });
  });
  const open = (options: Partial<ImageDatasetOptions> = {}) =>
    openImageDataset({
      ...{ dataset: 'mnist', dir: folder.path, split: 'train', normalisation: 'unit-norm' },
      ...options,
    });
  const augmentation = augmentationOf({ shiftPixels: 2, elasticAlpha: 34 });

  it('reads the originals as before, and changed images only from `augment`', async () => {
    const [plain, augmented] = [await open(), await open({ augmentation })];
    const [expected, got] = [new Float32Array(784), new Float32Array(784)];
    plain.read(3, expected, 0);
    augmented.read(3, got, 0);
    expect(got).toEqual(expected);
    augmented.augment!(3, createRng(1), got, 0);
    expect(got).not.toEqual(expected);
    expect(plain.augment).toBeUndefined();
    expect((await open({ augmentation: NO_IMAGE_AUGMENTATION })).augment).toBeUndefined();
  });

  it('normalises changed images like any other', async () => {
    const out = new Float32Array(784 + 2).fill(-7);
    (await open({ augmentation, inputScale: 3 })).augment!(3, createRng(1), out, 1);
    expect(Math.hypot(...out.subarray(1, 785))).toBeCloseTo(3, 4);
    expect([out[0], out[785]]).toEqual([-7, -7]);
  });

  it('reads batches by seed, step and row', async () => {
    const { train } = splitSemiSupervised(await open({ augmentation }), {
      ...{ labels: null, validationExamples: 5, seed: 1 },
    });
    const batch = (seed: number, step: number): Float32Array => {
      const out = new Float32Array(3 * 784);
      readBatch(train, [4, 4, 7], out, createRng(seed).split('augment', step));
      return out;
    };
    expect(batch(1, 1)).toEqual(batch(1, 1));
    expect(batch(1, 1)).not.toEqual(batch(1, 2));
    expect(batch(1, 1)).not.toEqual(batch(2, 1));
    expect(batch(1, 1).subarray(0, 784)).not.toEqual(batch(1, 1).subarray(784, 2 * 784));
  });

  it.each([
    [{ shiftPixels: 1.5 }, 'augmentation.shiftPixels must be a whole number in [0, 14], got 1.5'],
    [{ shiftPixels: 15 }, 'augmentation.shiftPixels must be a whole number in [0, 14], got 15'],
    [{ elasticAlpha: -1, flip: true }, 'augmentation.elasticAlpha must be at least 0, got -1'],
    [{ elasticSigma: 0, flip: true }, 'augmentation.elasticSigma must be in (0, 16], got 0'],
  ])('refuses %s', async (changes, message) => {
    await expect(open({ augmentation: augmentationOf(changes) })).rejects.toThrow(new ConfigError(message));
  });
});
