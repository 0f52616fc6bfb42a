/** The paper's tables of accuracies. */
export const PAPER_TABLES = ['2', '3', '4'] as const;
export type PaperTableName = (typeof PAPER_TABLES)[number];

/** The paper's figures. */
export const PAPER_FIGURES = ['1', '2', '3'] as const;
export type PaperFigureName = (typeof PAPER_FIGURES)[number];
