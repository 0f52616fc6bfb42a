import type { MeasureHooks } from '../../src/train/index.js';
import { EXIT_SOME_FILES_FAILED } from '../../src/errors.js';
import type { StatusLine } from './status-line.js';
import { say } from './streams.js';

/** Shows how a measurement loads its data, and remembers what it left out. */
export interface ShownMeasurement {
  readonly hooks: MeasureHooks;
  /** Exit code of the command, as far as the data decide it. */
  readonly exitCode: number;
}

/** Shows the loading of data on a status line, and warnings above it. */
export function showMeasurement(status: StatusLine): ShownMeasurement {
  let leftOut = false;
  return {
    hooks: {
      onWarning(message, warnsOfLeftOut) {
        leftOut ||= warnsOfLeftOut ?? false;
        status.clear();
        say(`warning: ${message}`);
      },
      onLoading: (done, total) => status.show(`loading recordings ${done}/${total}`),
    },
    get exitCode() {
      return leftOut ? EXIT_SOME_FILES_FAILED : 0;
    },
  };
}
