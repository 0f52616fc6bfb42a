/** The weights of Eq. 10 and 11. */
export interface EquationWeights {
  /** Of CE. */
  readonly alpha: number;
  /** Of R against E (Eq. 10). */
  readonly beta: number;
  /** Of E in Eq. 11, where the paper calls it β once more; undefined: Eq. 10 decides. */
  readonly entropy?: number | undefined;
  /** γ⁽ˡ⁾ of R⁽ˡ⁾ by the layer's name; of R⁽⁰⁾, the input's, under the name `INPUT`. */
  readonly gamma?: Readonly<Record<string, number>> | undefined;
}

/** The input among the layers: z⁽⁰⁾ = x. */
export const INPUT = 'input';

/** Whether weights are those of Eq. 11: whether E has one of its own. */
export function isEquation11({ entropy }: { readonly entropy?: unknown }): boolean {
  return entropy !== undefined && entropy !== null;
}
