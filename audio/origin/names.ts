/** Where a value can be found, from the most to the least trusted; `choose-start.ts` says why. */
export const ORIGIN_SOURCES = [
  'metadata.csv',
  'GUANO',
  'wamd',
  'AudioMoth comment',
  'file name',
  'bext',
  'LIST INFO',
  'folder',
] as const;
/** Where a value was found. */
export type OriginSource = (typeof ORIGIN_SOURCES)[number];
