/** The weights of Eq. 10 and 11. */
export interface EquationWeights {
  /** Weight of CE. */
  readonly alpha: number;
  /** Weight of R relative to E (Eq. 10). */
  readonly beta: number;
  /** Weight of E in Eq. 11, where the paper reuses the name β. Undefined: Eq. 10 applies. */
  readonly entropy?: number | undefined;
  /** γ⁽ˡ⁾ of R⁽ˡ⁾ by layer name; the input's γ⁽⁰⁾ is under `INPUT`. */
  readonly gamma?: Readonly<Record<string, number>> | undefined;
}

/** Layer name of the input, z⁽⁰⁾ = x. */
export const INPUT = 'input';

/** Returns whether the weights are those of Eq. 11, that is whether E has a standalone weight. */
export function isEquation11({ entropy }: { readonly entropy?: unknown }): boolean {
  return entropy !== undefined && entropy !== null;
}
