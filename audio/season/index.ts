/** Everything that a season of recordings answers: tables, pages and clips of all results. */
export { seasonSummary, type SeasonOptions } from './season-summary.js';
