/** The report card as a page. */
export type { MistakeSound, ReportMedia } from './media.js';
export { renderReport, type RenderReportOptions } from './render.js';
