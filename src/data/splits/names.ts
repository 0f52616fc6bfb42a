/** Parts of a corpus. */
export const SPLITS = ['train', 'validation', 'test'] as const;
export type SplitName = (typeof SPLITS)[number];

/** Parts that a model can be measured on, as it was trained with; `all`: whatever there is. */
export const SPLIT_CHOICES = [...SPLITS, 'all'] as const;
export type SplitChoice = (typeof SPLIT_CHOICES)[number];
