import { encode } from 'fast-png';

/** Values of an image, in the network's layout [height, width, channels]. */
export interface PictureValues {
  readonly values: ArrayLike<number>;
  /** Pixels. */
  readonly height: number;
  /** Pixels. */
  readonly width: number;
  /** 1: grey; 3: red, green, blue. */
  readonly channels: number;
}

/** Values at the two ends of the colour scale: `low` is black, `high` is white. */
export type Range = readonly [low: number, high: number];

/** End colours of the signed scale: negative blue, zero white, positive red. */
const [NEGATIVE, POSITIVE] = [
  [33, 102, 172],
  [178, 24, 43],
] as const;

/**
 * Draws values on a scale from black at `range[0]` to white at `range[1]`; values outside are clipped.
 * @returns a PNG file
 */
export function picturePng({ values, height, width, channels }: PictureValues, [low, high]: Range): Uint8Array {
  const scale = high > low ? 255 / (high - low) : 0;
  // A loop: `from` with a function takes ten times as long.
  const data = new Uint8ClampedArray(values.length);
  for (let i = 0; i < values.length; i++) data[i] = (values[i]! - low) * scale;
  return png({ width, height, channels, data });
}

/** Does the same as `picturePng`. @returns the file as a data URL, for embedding in HTML or SVG */
export function pictureUrl(picture: PictureValues, range: Range): string {
  return pngUrl(picturePng(picture, range));
}

/** A PNG file as a data URL, for embedding in HTML or SVG. */
export function pngUrl(file: Uint8Array): string {
  return `data:image/png;base64,${Buffer.from(file).toString('base64')}`;
}

/**
 * Draws signed values of one channel: white at zero, red at `bound`, blue at -`bound`.
 * @returns a PNG file as a data URL
 */
export function signedPictureUrl({ values, height, width }: Omit<PictureValues, 'channels'>, bound: number): string {
  const data = new Uint8ClampedArray(height * width * 3);
  for (let pixel = 0; pixel < height * width; pixel++) {
    const fraction = bound > 0 ? Math.max(-1, Math.min(1, values[pixel]! / bound)) : 0;
    const endColour = fraction < 0 ? NEGATIVE : POSITIVE;
    for (let channel = 0; channel < 3; channel++) {
      data[3 * pixel + channel] = 255 + (endColour[channel]! - 255) * Math.abs(fraction);
    }
  }
  return pngUrl(png({ width, height, channels: 3, data }));
}

/** Minimum and maximum: the range that covers all values. */
export function rangeOf(values: Iterable<number>): Range {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? [low, high] : [0, 1];
}

function png(image: { width: number; height: number; channels: number; data: Uint8ClampedArray }): Uint8Array {
  const { width, height, channels, data } = image;
  return encode({ width, height, channels, depth: 8, data: new Uint8Array(data) });
}
