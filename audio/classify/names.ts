/** Which channels of a recording are classified: the mean of all, one of them, or each on its own. */
export const CHANNEL_CHOICES = ['mean', 'left', 'right', 'each'] as const;
export type ChannelChoice = (typeof CHANNEL_CHOICES)[number];
