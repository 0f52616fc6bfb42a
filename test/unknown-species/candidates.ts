import { nearestDistances, type Rows, tiedMahalanobis } from './distances.js';

/** What a network makes of segments. */
export interface SegmentOutputs {
  /** [n, classes]. */
  readonly logits: Rows;
  /** [n, D]: what the last layer reads. */
  readonly representations: Rows;
  /** [n]: R(x) / ‖x‖². */
  readonly relativeResiduals: Float64Array;
}

/** Segments with song that trained the network. */
export interface Reference {
  readonly representations: Rows;
  readonly labels: readonly number[];
  /** [P, D], rows of length 1. */
  readonly prototypes: Rows;
}

/** Measures of strangeness, by name: higher is stranger. */
export function strangeness(outputs: SegmentOutputs, reference: Reference): Readonly<Record<string, Float64Array>> {
  const { logits, representations, relativeResiduals } = outputs;
  const byLogits = (measure: (row: Float64Array) => number): Float64Array => Float64Array.from(logits, measure);
  return {
    'R / ‖u‖²': relativeResiduals,
    'greatest score': byLogits((row) => -Math.max(...row)),
    energy: byLogits((row) => -row.reduce((sum, logit) => sum + softplus(logit), 0)),
    'Mahalanobis distance': tiedMahalanobis(representations, reference.representations, reference.labels),
    'ten nearest neighbours': nearestDistances(representations, reference.representations, 10),
    prototypes: nearestDistances(representations, reference.prototypes, 1),
  };
}

function softplus(value: number): number {
  return Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value)));
}
