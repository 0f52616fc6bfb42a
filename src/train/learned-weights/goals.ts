/**
 * Effect of learned weights on the next batch's loss: lower it, as the network does, or raise it, so that the network
 * always trains on what it does worst.
 */
export const GOALS = ['cooperative', 'adversarial'] as const;

export type Goal = (typeof GOALS)[number];
