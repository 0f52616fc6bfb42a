/** A framework's name on the command line, and its row of the paper's Table 1 as interpreted here. */
export interface FrameworkRow {
  readonly name: string;
  readonly title: string;
  /** Weights α of the templates df(x)ᵢ/dx. */
  readonly alpha: string;
  readonly output: string;
  readonly constraint: string;
}

const THRESHOLD_CONSTRAINT = 'WWᵀ = I';

/** Table 1, row by row. Rows 6 and 7 are two frameworks each. */
export const FRAMEWORKS = [
  row('sparse-coding', 'Sparse coding', 'learned', '⟨x,Wᵢ⟩ / ‖Wᵢ‖²', '‖Wᵢ‖ = 1'),
  row('nmf', 'NMF', 'learned', '⟨x,Wᵢ⟩', 'W, α ≥ 0'),
  row('pca', 'PCA', 'f(x)', '⟨x,Wᵢ⟩', 'WWᵀ = I'),
  row('soft-thresholding', 'Soft wavelet thres.', 'f(x)', 'sign(c) max(|c|−b, 0)', THRESHOLD_CONSTRAINT),
  row('hard-thresholding', 'Hard wavelet thres.', 'f(x)', '1[|c| > b] c', THRESHOLD_CONSTRAINT),
  row('best-basis', 'Best basis', 'f(x)', '1[i in basis] ⟨x,Wᵢ⟩', 'basis: WWᵀ = I'),
  row('winner-take-all', 'Winner take all', 'f(x)', '1[i wins] ⟨x,Wᵢ⟩', '‖Wᵢ‖ = 1'),
  row('k-nn', 'k-NN', '1', '1[Wᵢ nearest] ⟨x,Wᵢ⟩', 'W: examples'),
  row('k-means', 'k-means', '1', '1[Wᵢ nearest] ⟨x,Wᵢ⟩', '-'),
] as const satisfies readonly FrameworkRow[];

export type FrameworkName = (typeof FRAMEWORKS)[number]['name'];
export const FRAMEWORK_NAMES: readonly FrameworkName[] = FRAMEWORKS.map(({ name }) => name);

function row<N extends string>(name: N, title: string, alpha: string, output: string, constraint: string) {
  return { name, title, alpha, output, constraint } as const;
}
