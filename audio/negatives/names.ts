/** Names of the synthetic noises. */
export const NOISE_NAMES = [
  'silence',
  'white',
  'pink',
  'brown',
  'hum',
  'clicks',
  'gusts',
  'rain',
  'rustle',
  'whine',
] as const;

export type NoiseName = (typeof NOISE_NAMES)[number];
