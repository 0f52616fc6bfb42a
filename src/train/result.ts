import type { DeepReadonly } from './config/schema.js';
import { z } from 'zod';
import { INTERPOLATIONS } from '../losses/index.js';
import {
  clusterMetrics,
  exampleMetrics,
  metrics,
  standaloneWeights,
  validationMetrics,
} from './checkpoint/metrics-schema.js';
import { MEASURE_NAMES } from './events/measures.js';

const FORMAT = 'lyrebird-result';

const count = z.int().min(0);
/** A weight for the whole run, or the points of a schedule. */
const weight = z.union([
  z.number(),
  z.object({ kind: z.enum(INTERPOLATIONS), points: z.array(z.tuple([z.number(), z.number()])) }),
]);

/** The value is absent if the epoch was saved by a version that did not compute the measure. */
const chosenEpoch = z.object({ epoch: count, measure: z.enum(MEASURE_NAMES), value: z.number().exactOptional() });

/** The best epoch of a run, and why it is the best. */
export type ChosenEpoch = Readonly<z.infer<typeof chosenEpoch>>;

const resultSchema = z.object({
  format: z.literal(FORMAT),
  formatVersion: z.literal(1),
  task: z.string(),
  /** Everything needed to rebuild the network. */
  model: z.looseObject({ name: z.string() }),
  parameters: count,
  seed: z.int(),
  /** Labelled training examples (N_L in section 3.1); 0 in unsupervised training. */
  labels: count,
  steps: count,
  /** Epochs, including a partial last one. */
  epochs: count,
  /** Present if the run stopped before its end, because it no longer improved. */
  stoppedEarly: z.optional(z.object({ patienceEpochs: count, bestEpoch: count })),
  /**
   * Time for training and validation since `resumedFromStep`: since the start of the run, or since it was last
   * resumed.
   */
  seconds: z.number(),
  resumedFromStep: count,
  /** Display names of examples and, if there are any, of their sources. */
  units: z.object({ example: z.string(), source: z.string().exactOptional() }),
  /** Numbers of examples; `test` is null if there was no test. */
  examples: z.object({ labelled: count, unlabelled: count, validation: count, test: z.nullable(count) }),
  /**
   * Describes missing data; empty if the data was complete. Results on partial data are not comparable with results
   * on all of it.
   */
  partialData: z.array(z.string()),
  /** Means over the last epoch. */
  train: metrics,
  /** Absent in results of earlier versions. */
  chosen: z.optional(chosenEpoch),
  /** Metrics on held-out examples; absent if there were none. */
  validation: z.optional(
    z.object({ last: validationMetrics, best: z.intersection(z.object({ epoch: count }), validationMetrics) }),
  ),
  /**
   * Metrics of the last model on the test split, which was not used to choose anything; absent if the data has no test
   * split.
   */
  test: z.optional(z.union([exampleMetrics, clusterMetrics])),
  /** Settings that decide which results are comparable. */
  settings: z.object({
    dataset: z.string(),
    normalisation: z.string(),
    /** Images only. */
    inputScale: z.optional(z.number()),
    batchSize: count,
    /** Augmented versions of each example in a batch; absent: 1. */
    views: z.optional(count),
    labelledFraction: z.number(),
    alpha: weight,
    beta: weight,
    /** γ of layers (Eq. 11); absent: none. */
    gamma: z.optional(z.record(z.string(), weight)),
    /**
     * Weights of terms with a separate setting, if configured. With a weight of E the loss is Eq. 11, without it Eq.
     * 10.
     */
    ...standaloneWeights(weight),
    /** Fractions of the run; absent: both 0. */
    reconstructionFirst: z.optional(z.object({ until: z.number(), over: z.number() })),
    /** If present, the weights above are the initial values of learning; if absent, they apply to the whole run. */
    learned: z.optional(z.object({ everySteps: count, rate: z.number(), goal: z.string() })),
    /** Weight of the entropy of the mean prediction; absent: 0. */
    balance: z.optional(z.number()),
    /** `target` is absent in results of earlier versions. */
    residual: z.object({ reduction: z.string(), distance: z.string(), target: z.optional(z.string()) }),
    learningRate: z.number(),
    /** Settings of the optimiser that differ from plain Adam's defaults; absent: none. */
    optimiser: z.optional(z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()]))),
  }),
  engine: z.object({ name: z.string(), device: z.string(), description: z.string() }),
  versions: z.record(z.string(), z.string()),
});

/** The result of a finished run: `result.json` in its folder. */
export type RunResult = DeepReadonly<z.infer<typeof resultSchema>>;
export type ResultContent = Omit<RunResult, 'format' | 'formatVersion'>;

/** Adds the format's name and version to a result. */
export function completeResult(content: ResultContent): RunResult {
  return { format: FORMAT, formatVersion: 1, ...content };
}

/** Returns the text of a `result.json`. */
export function encodeResult(result: RunResult): string {
  return `${JSON.stringify(result, undefined, 2)}\n`;
}

/** Parses a `result.json`; returns undefined if the text is not a complete result. */
export function decodeResult(text: string): RunResult | undefined {
  try {
    return resultSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
