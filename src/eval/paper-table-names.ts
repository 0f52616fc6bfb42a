/** The paper's tables of accuracies. */
export const PAPER_TABLES = ['2', '3', '4'] as const;
export type PaperTableName = (typeof PAPER_TABLES)[number];
