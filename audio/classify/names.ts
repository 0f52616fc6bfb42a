/** Which channels of a recording are classified: the mean of all, one of them, or each on its own. */
export const CHANNEL_CHOICES = ['mean', 'left', 'right', 'each'] as const;
export type ChannelChoice = (typeof CHANNEL_CHOICES)[number];

/** Default threshold: a segment counts towards a detection if its probability is at least this. */
export const DEFAULT_MIN_PROBABILITY = 0.5;
