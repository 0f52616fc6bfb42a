/** The report card of a run, which is made of what its folds predict: a page, and its numbers. */
export const REPORT_PAGE = 'report.html';
export const REPORT_NUMBERS = 'report.json';
