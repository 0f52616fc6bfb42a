/** Splits of a corpus. */
export const SPLITS = ['train', 'validation', 'test'] as const;
export type SplitName = (typeof SPLITS)[number];

/** Splits on which a model can be evaluated; `all`: all available data. */
export const SPLIT_CHOICES = [...SPLITS, 'all'] as const;
export type SplitChoice = (typeof SPLIT_CHOICES)[number];

/** Choices for recordings, where others than those of the training are common; `held-out`: all that did not train. */
export const RECORDING_CHOICES = [...SPLIT_CHOICES, 'held-out'] as const;
export type RecordingChoice = (typeof RECORDING_CHOICES)[number];
