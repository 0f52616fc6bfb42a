import type { Findings } from '../../../src/paper/index.js';
import { learningCurveReport } from './learning-curve-report.js';
import { reconstructionReport } from './reconstruction-report.js';
import { tableReport } from './table-report.js';

/** Formats the results of a table or a figure. */
export function findingsReport(findings: Findings): string {
  switch (findings.kind) {
    case 'table':
      return tableReport(findings.table, findings.cells);
    case 'learning-curves':
      return learningCurveReport(findings.title, findings.lastEpochs, findings.cells);
    case 'reconstructions':
      return reconstructionReport(findings.title, findings.networks);
  }
}
