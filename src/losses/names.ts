/** Rows of a batch: those with a label, those without, and all that do not only fill the batch up. */
export type RowKind = 'labelled' | 'unlabelled' | 'valid';

/** How a term of the loss is called and drawn, without the functions and TensorFlow.js behind it. */
export interface TermDescription {
  /** Among the inputs and outputs of programs, in metrics and in files. */
  readonly name: string;
  /** Rows that it is the mean over. */
  readonly rows: RowKind;
  /** Whether a weight of its own can be given, under its name: `loss.<name>` in a configuration. */
  readonly ownWeight?: true;
  /** Short, for people: `CE`. */
  readonly label: string;
  /** Over its curve, behind the label. */
  readonly title: string;
  /** Of its curve: a colour that terminals know. */
  readonly colour: string;
}

/** The terms of the loss, in the order in which they are added. */
export const TERMS = {
  crossEntropy: { name: 'crossEntropy', rows: 'labelled', label: 'CE', title: 'cross-entropy', colour: 'cyan' },
  residual: { name: 'residual', rows: 'valid', label: 'R', title: 'reconstruction', colour: 'magenta' },
  entropy: { name: 'entropy', rows: 'unlabelled', ownWeight: true, label: 'E', title: 'entropy', colour: 'yellow' },
} as const satisfies Readonly<Record<string, TermDescription>>;

/** Name of a term. */
export type TermName = keyof typeof TERMS;

/** Names of the terms, in the order of the sum. */
export const TERM_NAMES = Object.keys(TERMS) as readonly TermName[];

/** Name of a term that can have a weight of its own. */
export type StandaloneWeightName = {
  [name in TermName]: (typeof TERMS)[name] extends { readonly ownWeight: true } ? name : never;
}[TermName];

/** Names of the terms that can have a weight of their own. */
export const STANDALONE_WEIGHTS = TERM_NAMES.filter((name): name is StandaloneWeightName => 'ownWeight' in TERMS[name]);

/** Something of every term. */
export type TermValues<T = number> = Readonly<Record<TermName, T>>;

/** Makes something for every term, from its name. */
export function forTermNames<T>(make: (name: TermName) => T): TermValues<T> {
  return Object.fromEntries(TERM_NAMES.map((name) => [name, make(name)])) as TermValues<T>;
}
