/** Splits of a corpus. */
export const SPLITS = ['train', 'validation', 'test'] as const;
export type SplitName = (typeof SPLITS)[number];

/** Splits on which a model can be evaluated; `all`: all available data. */
export const SPLIT_CHOICES = [...SPLITS, 'all'] as const;
export type SplitChoice = (typeof SPLIT_CHOICES)[number];
