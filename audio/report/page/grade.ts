import type { Grade, SpeciesReport } from '../types.js';
import { type Html, html } from '../../pages/index.js';

/** Shape of a grade's mark. */
const MARKS: Readonly<Record<Grade, Html>> = {
  reliable: html`<path d="M3 8.5l3.2 3.5L13 4.5" />`,
  check: html`<path d="M8 1.8L15 14.2H1zM8 6.2v3.6M8 11.2v1.6" />`,
  unknown: html`<path d="M5 5.5a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.1-1.5 2.4M8 13v.8" />`,
  unusable: html`<path d="M3.5 3.5l9 9M12.5 3.5l-9 9" />`,
};

/** A grade as a mark and words. */
export function gradeMark(report: Pick<SpeciesReport, 'grade' | 'atThreshold'>): Html {
  return html`<span class="grade"
    ><svg viewBox="0 0 16 16" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2">
      ${MARKS[report.grade]}</svg
    >${gradeWords(report)}</span
  >`;
}

/** A species to check says what is wrong with it. */
function gradeWords({ grade, atThreshold }: Pick<SpeciesReport, 'grade' | 'atThreshold'>): string {
  if (grade === 'reliable') return 'Reliable';
  if (grade === 'unknown') return 'Not known';
  if (grade === 'unusable') return 'Unusable';
  const { right, wrong, missed } = atThreshold;
  if (right + wrong === 0) return 'Detects nothing';
  const failings = [...(wrong > 0 ? ['Sometimes wrong'] : []), ...(right < missed ? ['Misses most'] : [])];
  if (wrong > right) return 'Mostly wrong';
  return failings.length === 0 ? 'Right so far' : failings.join(', ').replace(', M', ', m');
}
