/** Rows of a batch: with a label, without a label, or all but padding. */
export type RowKind = 'labelled' | 'unlabelled' | 'valid';

/**
 * What the logits mean. `softmax`: each example has one class, as in the paper. `sigmoid`: any number of classes, or
 * none; each has a score of its own.
 */
export const OUTPUT_ACTIVATIONS = ['softmax', 'sigmoid'] as const;

export type OutputActivation = (typeof OUTPUT_ACTIVATIONS)[number];

/** Name and appearance of a loss term. Needs no TensorFlow.js. */
export interface TermDescription {
  /** Key in program inputs and outputs, metrics and files. */
  readonly name: string;
  /** Rows that the mean is taken over. */
  readonly rows: RowKind;
  /** Whether the term can have a standalone weight, `loss.<name>` in a configuration. */
  readonly standaloneWeight?: true;
  /** Short display name: `CE`. */
  readonly label: string;
  /** Title of the curve, shown after the label. */
  readonly title: string;
  /** Terminal colour of the curve. */
  readonly colour: string;
}

/** The loss terms, in the order of the sum. */
export const TERMS = {
  crossEntropy: { name: 'crossEntropy', rows: 'labelled', label: 'CE', title: 'cross-entropy', colour: 'cyan' },
  residual: { name: 'residual', rows: 'valid', label: 'R', title: 'reconstruction', colour: 'magenta' },
  entropy: {
    name: 'entropy',
    rows: 'unlabelled',
    standaloneWeight: true,
    label: 'E',
    title: 'entropy',
    colour: 'yellow',
  },
} as const satisfies Readonly<Record<string, TermDescription>>;

export type TermName = keyof typeof TERMS;

/** Term names, in the order of the sum. */
export const TERM_NAMES = Object.keys(TERMS) as readonly TermName[];

/** Name of a term that can have a standalone weight. */
export type StandaloneWeightName = {
  [name in TermName]: (typeof TERMS)[name] extends { readonly standaloneWeight: true } ? name : never;
}[TermName];

/** Names of the terms that can have a standalone weight. */
export const STANDALONE_WEIGHTS = TERM_NAMES.filter(
  (name): name is StandaloneWeightName => 'standaloneWeight' in TERMS[name],
);

/** One value per term. */
export type TermValues<T = number> = Readonly<Record<TermName, T>>;

/** Creates a value per term from the term's name. */
export function forTermNames<T>(make: (name: TermName) => T): TermValues<T> {
  return Object.fromEntries(TERM_NAMES.map((name) => [name, make(name)])) as TermValues<T>;
}
