/**
 * Platt's logistic calibration: probability = σ(slope · logit(p) + offset) (Platt, "Probabilistic outputs for support
 * vector machines", 1999). Of events with a calibrated probability of 0.8, eight in ten happen.
 */
export interface Calibration {
  readonly slope: number;
  readonly offset: number;
}

/** Leaves probabilities as they are. */
export const NO_CALIBRATION: Calibration = { slope: 1, offset: 0 };

/** Keeps logits finite: the precision of a float32 probability. */
const EPSILON = 1e-7;

/** Returns the calibrated probability. */
export function calibrated({ slope, offset }: Calibration, probability: number): number {
  return sigma(slope * logit(probability) + offset);
}

/** Predictions that count equally, with what is true. */
export interface Outcomes {
  readonly probabilities: ArrayLike<number>;
  /** 1 if the event happened, else 0. */
  readonly happened: ArrayLike<number>;
  /** Weight of each prediction. */
  readonly weights: ArrayLike<number>;
}

const ITERATIONS = 50;
/** Pseudo-counts of Platt's targets keep the slope finite where predictions separate the outcomes. */
const PRIOR = 1;
/** Below this weight of an outcome, its pseudo-counts would decide the slope: near 0, whatever was predicted. */
const MIN_WEIGHT = 1;

/**
 * Fits a calibration by maximum likelihood, with Newton's method.
 * @returns no calibration if the predictions of one of the outcomes weigh less than 1 together
 */
export function fitCalibration({ probabilities, happened, weights }: Outcomes): Calibration {
  let [yes, no] = [0, 0];
  for (let i = 0; i < probabilities.length; i++) {
    if (happened[i]) yes += weights[i]!;
    else no += weights[i]!;
  }
  if (yes < MIN_WEIGHT || no < MIN_WEIGHT) return NO_CALIBRATION;
  const [high, low] = [(yes + PRIOR) / (yes + 2 * PRIOR), PRIOR / (no + 2 * PRIOR)];
  const x = Float64Array.from({ length: probabilities.length }, (_, i) => logit(probabilities[i]!));
  let [slope, offset] = [1, 0];
  const loss = (a: number, b: number): number => {
    let sum = 0;
    for (let i = 0; i < x.length; i++) {
      const target = happened[i] ? high : low;
      const z = a * x[i]! + b;
      sum += weights[i]! * (Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - target * z);
    }
    return sum;
  };
  let current = loss(slope, offset);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    let [ga, gb, haa, hab, hbb] = [0, 0, 1e-12, 0, 1e-12];
    for (let i = 0; i < x.length; i++) {
      const p = sigma(slope * x[i]! + offset);
      const error = weights[i]! * (p - (happened[i] ? high : low));
      const curvature = weights[i]! * p * (1 - p);
      ga += error * x[i]!;
      gb += error;
      haa += curvature * x[i]! ** 2;
      hab += curvature * x[i]!;
      hbb += curvature;
    }
    const determinant = haa * hbb - hab * hab;
    const [da, db] = [(hbb * ga - hab * gb) / determinant, (haa * gb - hab * ga) / determinant];
    let step = 1;
    while (step > 1e-6 && !(loss(slope - step * da, offset - step * db) < current)) step /= 2;
    if (step <= 1e-6) break;
    [slope, offset] = [slope - step * da, offset - step * db];
    current = loss(slope, offset);
  }
  // A falling map would turn the ranking around: predictions that say less than nothing are left as they are.
  return slope > 0 ? { slope, offset } : NO_CALIBRATION;
}

function logit(probability: number): number {
  const p = Math.min(Math.max(probability, EPSILON), 1 - EPSILON);
  return Math.log(p / (1 - p));
}

function sigma(z: number): number {
  return 1 / (1 + Math.exp(-z));
}
