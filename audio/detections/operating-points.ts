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

/** Target precisions that a calibrated model has thresholds for besides its own, where there is enough evidence. */
const PRECISIONS = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99];

/**
 * Returns the thresholds of a model for all precisions that can be chosen later, in rising order. Where a species lacks
 * evidence, its own threshold gives way to the shared one; no threshold falls on the way to a higher precision because
 * of that.
 * @param own precision that the model was trained for, and its thresholds, which remain as they are
 * @param thresholdsAt chooses thresholds for a precision; undefined without evidence: then there is no point
 */
export function operatingPoints(
  own: OperatingPoint,
  thresholdsAt: (precision: number) => ModelThresholds | undefined,
): OperatingPoint[] {
  const towards = (precisions: readonly number[], bound: (a: number, b: number) => number): OperatingPoint[] => {
    let last: ModelThresholds = own;
    return precisions.flatMap((precision) => {
      const here = thresholdsAt(precision);
      if (here === undefined) return [];
      last = bounded(here, last, bound);
      return [{ precision, ...last }];
    });
  };
  const lower = PRECISIONS.filter((precision) => precision < own.precision).reverse();
  const higher = PRECISIONS.filter((precision) => precision > own.precision);
  return [...towards(lower, Math.min).reverse(), own, ...towards(higher, Math.max)];
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
