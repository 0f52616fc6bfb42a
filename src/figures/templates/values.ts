import type { Row } from '../write-figure.js';
import type { InspectedInput } from './inputs.js';

/** One value of an input: its own, what comes back of it, and each template's; with the nine digits that tell any two float32 apart. */
export function valuesAt({ x, found }: InspectedInput, classes: readonly string[], i: number): Row {
  return {
    x: nineDigits(x[i]!),
    reconstruction: nineDigits(found.reconstruction[i]!),
    ...Object.fromEntries(
      found.classes.map(({ template }, c) => [`template ${classes[c]!}`, nineDigits(template[i]!)]),
    ),
  };
}

const nineDigits = (value: number): number => Number(value.toPrecision(9));
