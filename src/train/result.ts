import { z } from 'zod';
import { INTERPOLATIONS } from '../losses/index.js';
import {
  clusterMetrics,
  exampleMetrics,
  metrics,
  standaloneWeights,
  validationMetrics,
} from './checkpoint/metrics-schema.js';

const FORMAT = 'lyrebird-result';

const count = z.int().min(0);
/** One for the whole run, or points of a schedule. */
const weight = z.union([
  z.number(),
  z.object({ kind: z.enum(INTERPOLATIONS), points: z.array(z.tuple([z.number(), z.number()])) }),
]);

const resultSchema = z.object({
  format: z.literal(FORMAT),
  formatVersion: z.literal(1),
  task: z.string(),
  /** Everything that builds the network again. */
  model: z.looseObject({ name: z.string() }),
  parameters: count,
  seed: z.int(),
  /** Labelled examples that were trained on (N_L in section 3.1); 0 in unsupervised training. */
  labels: count,
  steps: count,
  /** Epochs that were begun. */
  epochs: count,
  /** Time for training and validation, since the start or since the run was last resumed: from this step on. */
  seconds: z.number(),
  resumedFromStep: count,
  /** What examples, and their sources if they have any, are called. */
  units: z.object({ example: z.string(), source: z.string().exactOptional() }),
  /** How many there were of each kind; test: null where nothing was tested. */
  examples: z.object({ labelled: count, unlabelled: count, validation: count, test: z.nullable(count) }),
  /** What of the data was missing; empty if nothing was. A result on partial data is not one on the whole. */
  partialData: z.array(z.string()),
  /** Means over the last epoch. */
  train: metrics,
  /** On held-out examples; absent if there were none. */
  validation: z.optional(
    z.object({ last: validationMetrics, best: z.intersection(z.object({ epoch: count }), validationMetrics) }),
  ),
  /** Of the last model on the test part, which nothing was chosen by; absent where the data has none. */
  test: z.optional(z.union([exampleMetrics, clusterMetrics])),
  /** Those that decide what can be compared with what. */
  settings: z.object({
    dataset: z.string(),
    normalisation: z.string(),
    /** Absent where examples are no images. */
    inputScale: z.optional(z.number()),
    batchSize: count,
    labelledFraction: z.number(),
    alpha: weight,
    beta: weight,
    /** γ of layers, those of Eq. 11; absent: none. */
    gamma: z.optional(z.record(z.string(), weight)),
    /** Of terms that have a weight of their own, where one is given; E's: Eq. 11, absent: Eq. 10. */
    ...standaloneWeights(weight),
    /** Shares of the run; absent: both 0. */
    reconstructionFirst: z.optional(z.object({ until: z.number(), over: z.number() })),
    /** Absent: the weights above are those of the whole run; else they are where learning started. */
    learned: z.optional(z.object({ everySteps: count, rate: z.number(), goal: z.string() })),
    /** Weight of the entropy of the mean prediction; absent: 0. */
    balance: z.optional(z.number()),
    /** `target` is absent in results of earlier versions. */
    residual: z.object({ reduction: z.string(), distance: z.string(), target: z.optional(z.string()) }),
    learningRate: z.number(),
  }),
  engine: z.object({ name: z.string(), device: z.string(), description: z.string() }),
  versions: z.record(z.string(), z.string()),
});

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** What a finished run came to: `result.json` in its folder. */
export type RunResult = DeepReadonly<z.infer<typeof resultSchema>>;
export type ResultContent = Omit<RunResult, 'format' | 'formatVersion'>;

/** A result as it is written, and told. */
export function completeResult(content: ResultContent): RunResult {
  return { format: FORMAT, formatVersion: 1, ...content };
}

/** The text of a result.json. */
export function encodeResult(result: RunResult): string {
  return `${JSON.stringify(result, undefined, 2)}\n`;
}

/** A result; undefined if the text is not a whole one. */
export function decodeResult(text: string): RunResult | undefined {
  try {
    return resultSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
