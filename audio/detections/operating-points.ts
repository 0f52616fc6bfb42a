/** From which score each species of a model is detected. */
export interface ModelThresholds {
  /** By species, where there is enough evidence. */
  readonly thresholds: Readonly<Record<string, number>>;
  /** For all other species. */
  readonly defaultThreshold: number;
}

/** Thresholds for a target precision. */
export interface OperatingPoint extends ModelThresholds {
  readonly precision: number;
}

/** Target precisions that every calibrated model has thresholds for, besides its own. */
const PRECISIONS = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99];

/**
 * Returns the thresholds of a model for all precisions that can be chosen later, in rising order. Where evidence runs
 * out, a species' own threshold gives way to the shared or the cautious one; no threshold falls on the way to a higher
 * precision because of that.
 * @param own precision that the model was trained for; its thresholds remain as they are
 * @param thresholdsAt chooses thresholds for a precision
 */
export function operatingPoints(own: number, thresholdsAt: (precision: number) => ModelThresholds): OperatingPoint[] {
  const towards = (precisions: readonly number[], bound: (a: number, b: number) => number): OperatingPoint[] => {
    let last = thresholdsAt(own);
    return precisions.map((precision) => {
      last = bounded(thresholdsAt(precision), last, bound);
      return { precision, ...last };
    });
  };
  const lower = PRECISIONS.filter((precision) => precision < own).reverse();
  const higher = PRECISIONS.filter((precision) => precision > own);
  return [
    ...towards(lower, Math.min).reverse(),
    { precision: own, ...thresholdsAt(own) },
    ...towards(higher, Math.max),
  ];
}

/** Applies `bound` to each threshold and the one of the last precision. */
function bounded(here: ModelThresholds, last: ModelThresholds, bound: (a: number, b: number) => number) {
  const names = new Set([...Object.keys(here.thresholds), ...Object.keys(last.thresholds)]);
  const of = ({ thresholds, defaultThreshold }: ModelThresholds, name: string): number =>
    Object.hasOwn(thresholds, name) ? thresholds[name]! : defaultThreshold;
  return {
    thresholds: Object.fromEntries([...names].map((name) => [name, bound(of(here, name), of(last, name))])),
    defaultThreshold: bound(here.defaultThreshold, last.defaultThreshold),
  };
}
