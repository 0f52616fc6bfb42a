import { ConfigError } from '../../errors.js';
import type { Rng } from '../../rng.js';

/** Random changes of training images, drawn anew each time an image is read. Zeros and `false` switch them off. */
export interface ImageAugmentation {
  /** Largest shift along each axis, in pixels: a uniform whole number in ± shiftPixels. */
  readonly shiftPixels: number;
  /**
   * Strength α of elastic distortions: the factor of the smoothed random displacements. Their standard deviation is
   * then about 0.16 α / σ pixels.
   */
  readonly elasticAlpha: number;
  /** Standard deviation σ of the Gaussian that smooths the displacements, in pixels. */
  readonly elasticSigma: number;
  /** Whether every second image, at random, is mirrored left to right. */
  readonly flip: boolean;
}

/** No changes. The smoothness of elastic distortions is that of Simard, Steinkraus and Platt. */
export const NO_IMAGE_AUGMENTATION: ImageAugmentation = {
  shiftPixels: 0,
  elasticAlpha: 0,
  elasticSigma: 4,
  flip: false,
};

/** Largest shift: half of the smallest images. */
export const MAX_SHIFT_PIXELS = 14;
/** Smoothing that is about as wide as the images. */
export const MAX_ELASTIC_SIGMA = 16;

/**
 * Checks the settings of an augmentation.
 * @throws ConfigError if a setting is out of range; the message names it
 */
export function checkImageAugmentation({ shiftPixels, elasticAlpha, elasticSigma }: ImageAugmentation): void {
  if (!(Number.isInteger(shiftPixels) && shiftPixels >= 0 && shiftPixels <= MAX_SHIFT_PIXELS)) {
    throw new ConfigError(
      `augmentation.shiftPixels must be a whole number in [0, ${MAX_SHIFT_PIXELS}], got ${shiftPixels}`,
    );
  }
  if (!(elasticAlpha >= 0 && Number.isFinite(elasticAlpha)))
    throw new ConfigError(`augmentation.elasticAlpha must be at least 0, got ${elasticAlpha}`);
  if (!(elasticSigma > 0 && elasticSigma <= MAX_ELASTIC_SIGMA))
    throw new ConfigError(`augmentation.elasticSigma must be in (0, ${MAX_ELASTIC_SIGMA}], got ${elasticSigma}`);
}

/** Whether an augmentation changes anything. */
export function changesImages({ shiftPixels, elasticAlpha, flip }: ImageAugmentation): boolean {
  return shiftPixels > 0 || elasticAlpha > 0 || flip;
}

/**
 * Writes a randomly changed image of bytes [H, W, C], read from `pixels` at index `from`, to `out`.
 * @param rng random stream of this image at this step
 */
export type ImageAugmenter = (pixels: Uint8Array, from: number, rng: Rng, out: Uint8Array) => void;

/**
 * Creates the function that changes images. It works on bytes, before normalisation, and returns bytes, so that changed
 * images are normalised like any other. Each pixel is read at one position, which flip, shift and elastic distortion
 * move together, with bilinear interpolation. Positions outside of an image have the value of its nearest edge: black
 * around digits, the surroundings continued in photographs.
 *
 * Elastic distortions follow Simard, Steinkraus and Platt ("Best practices for convolutional neural networks applied to
 * visual document analysis", 2003, section 2): displacements uniform in [−1, 1), smoothed with a Gaussian of standard
 * deviation σ, times α. The displacements of pixels outside of the image are 0.
 * @param shape [H, W, C]
 * @throws ConfigError if a setting is out of range
 */
export function imageAugmenter(
  [height, width, channels]: readonly [number, number, number],
  augmentation: ImageAugmentation,
): ImageAugmenter {
  checkImageAugmentation(augmentation);
  const { shiftPixels, elasticAlpha, elasticSigma, flip } = augmentation;
  const drawField = displacements(height, width, elasticAlpha, elasticSigma);
  const still = new Float32Array(height * width);
  return (pixels, from, rng, out) => {
    // Separate random streams: switching one change off does not alter the others.
    const isMirrored = flip && rng.split('flip').uniform() < 0.5;
    const shifts = rng.split('shift');
    const [down, right] = [wholeShift(shifts, shiftPixels), wholeShift(shifts, shiftPixels)];
    const [downField, rightField] =
      elasticAlpha > 0 ? [drawField(rng.split('down')), drawField(rng.split('right'))] : [still, still];
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const at = row * width + column;
        const y = clamp(row + down + downField[at]!, height - 1);
        const x = clamp((isMirrored ? width - 1 - column : column) + right + rightField[at]!, width - 1);
        interpolate(pixels, from, [width, channels], y, x, out, at * channels);
      }
    }
  };
}

/** A whole number, uniform in ± most. */
function wholeShift(rng: Rng, most: number): number {
  return rng.integer(2 * most + 1) - most;
}

function clamp(position: number, last: number): number {
  return Math.min(Math.max(position, 0), last);
}

/** Writes the channels of one position between pixels: bilinear, rounded to bytes. */
function interpolate(
  pixels: Uint8Array,
  from: number,
  [width, channels]: readonly [number, number],
  y: number,
  x: number,
  out: Uint8Array,
  offset: number,
): void {
  const [top, left] = [Math.floor(y), Math.floor(x)];
  const [below, beside] = [y - top, x - left];
  const first = from + (top * width + left) * channels;
  // At the last row and column both neighbours are the same pixel.
  const nextRow = below > 0 ? width * channels : 0;
  const nextColumn = beside > 0 ? channels : 0;
  for (let channel = 0; channel < channels; channel++) {
    const at = first + channel;
    const above = pixels[at]! + beside * (pixels[at + nextColumn]! - pixels[at]!);
    const under = pixels[at + nextRow]! + beside * (pixels[at + nextRow + nextColumn]! - pixels[at + nextRow]!);
    out[offset + channel] = Math.round(above + below * (under - above));
  }
}

/** Creates the function that draws displacements along one axis, [H, W] in pixels. */
function displacements(height: number, width: number, alpha: number, sigma: number): (rng: Rng) => Float32Array {
  const taps = gaussian(sigma, Math.max(height, width) - 1);
  return (rng) => {
    const field = rng.fillUniform(new Float32Array(height * width)).map((value) => alpha * (2 * value - 1));
    const alongRows = smoothed(field, taps, { lines: height, lineStride: width, length: width, stride: 1 });
    return smoothed(alongRows, taps, { lines: width, lineStride: 1, length: height, stride: width });
  };
}

/** Weights of a Gaussian at distances 0, 1, ... pixels, up to 3 σ; the weights of all pixels have the sum 1. */
function gaussian(sigma: number, longest: number): Float64Array {
  const radius = Math.min(Math.ceil(3 * sigma), longest);
  const taps = Float64Array.from({ length: radius + 1 }, (_, distance) => Math.exp(-((distance / sigma) ** 2) / 2));
  const sum = 2 * taps.reduce((total, weight) => total + weight, 0) - taps[0]!;
  return taps.map((weight) => weight / sum);
}

/** Lines of an image: its rows or its columns. */
interface Lines {
  readonly lines: number;
  readonly lineStride: number;
  readonly length: number;
  readonly stride: number;
}

/** Smooths values along lines. Values outside of the image are 0. */
function smoothed(
  values: Float32Array,
  taps: Float64Array,
  { lines, lineStride, length, stride }: Lines,
): Float32Array {
  const result = new Float32Array(values.length);
  const radius = taps.length - 1;
  for (let line = 0; line < lines; line++) {
    const first = line * lineStride;
    for (let at = 0; at < length; at++) {
      let sum = 0;
      const last = Math.min(length - 1, at + radius);
      for (let other = Math.max(0, at - radius); other <= last; other++) {
        sum += values[first + other * stride]! * taps[Math.abs(other - at)]!;
      }
      result[first + at * stride] = sum;
    }
  }
  return result;
}
