import { forTerms, type TermValues } from '#src/losses/index.js';

/** A number for every term of the loss: those that matter to a test, and 0 for the others. */
export function termsOf(values: Partial<TermValues>): TermValues {
  return { ...forTerms(() => 0), ...values };
}
