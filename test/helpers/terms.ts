import { forTerms, type TermValues } from '#src/losses/index.js';

/** Values for all terms of the loss: the given ones, and 0 for the others. */
export function termsOf(values: Partial<TermValues>): TermValues {
  return { ...forTerms(() => 0), ...values };
}
