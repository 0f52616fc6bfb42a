import { encode } from 'fast-png';

/** Values of an image as a network has them. */
export interface PictureValues {
  readonly values: ArrayLike<number>;
  /** Pixels. */
  readonly height: number;
  /** Pixels. */
  readonly width: number;
  /** 1: grey; 3: red, green and blue. */
  readonly channels: number;
}

/** Values that are shown as black, or as the one end of a scale of colours, and as white, or as the other end. */
export type Range = readonly [low: number, high: number];

/** Colours of the signed scale: below zero blue, zero white, above red. */
const [NEGATIVE, POSITIVE] = [
  [33, 102, 172],
  [178, 24, 43],
] as const;

/**
 * A picture of values as they are: black at `range[0]`, white at `range[1]`, what lies beyond as the nearer end.
 * @returns a PNG file as a URL, for an SVG file to hold
 */
export function pictureUrl({ values, height, width, channels }: PictureValues, [low, high]: Range): string {
  const scale = high > low ? 255 / (high - low) : 0;
  return pngUrl({ width, height, channels, data: Uint8ClampedArray.from(values, (value) => (value - low) * scale) });
}

/**
 * A picture of signed values of one channel: white at zero, red at `bound`, blue at -`bound`.
 * @returns a PNG file as a URL
 */
export function signedPictureUrl({ values, height, width }: Omit<PictureValues, 'channels'>, bound: number): string {
  const data = new Uint8ClampedArray(height * width * 3);
  for (let pixel = 0; pixel < height * width; pixel++) {
    const share = bound > 0 ? Math.max(-1, Math.min(1, values[pixel]! / bound)) : 0;
    const end = share < 0 ? NEGATIVE : POSITIVE;
    for (let channel = 0; channel < 3; channel++) {
      data[3 * pixel + channel] = 255 + (end[channel]! - 255) * Math.abs(share);
    }
  }
  return pngUrl({ width, height, channels: 3, data });
}

/** Least and greatest of some values: the range that shows all of them. */
export function rangeOf(values: Iterable<number>): Range {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? [low, high] : [0, 1];
}

function pngUrl(image: { width: number; height: number; channels: number; data: Uint8ClampedArray }): string {
  const { width, height, channels, data } = image;
  const png = encode({ width, height, channels, depth: 8, data: new Uint8Array(data) });
  return `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
}
