/** How results can be written. */
export const FORMAT_NAMES = ['table', 'json', 'csv', 'raven', 'audacity'] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];
