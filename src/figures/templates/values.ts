import type { Row } from '../write-figure.js';
import type { InspectedInput } from './inputs.js';

/**
 * Row for element `i` of an input: value, reconstruction, and value in each template. Nine digits identify a float32.
 */
export function valuesAt({ x, templates }: InspectedInput, classes: readonly string[], i: number): Row {
  return {
    x: nineDigits(x[i]!),
    reconstruction: nineDigits(templates.reconstruction[i]!),
    ...Object.fromEntries(
      templates.classes.map(({ template }, c) => [`template ${classes[c]!}`, nineDigits(template[i]!)]),
    ),
  };
}

const nineDigits = (value: number): number => Number(value.toPrecision(9));
