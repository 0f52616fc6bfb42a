/**
 * What learned weights are to do to the loss of the next batch: lower it together with the network, or raise it, so that the network is always
 * trained on what it does worst.
 */
export const GOALS = ['cooperative', 'adversarial'] as const;

export type Goal = (typeof GOALS)[number];
