import type { EbganEvent } from '../../../src/gan/index.js';
import { count, duration, formatNumber, percent, plural } from '../../ui/words.js';

/** Minimum interval between step lines. */
const SECONDS_BETWEEN_STEP_LINES = 10;

/** Reports adversarial runs in plain lines. */
export function createGanLines(write: (line: string) => void): (event: EbganEvent) => void {
  let lastLine = -Infinity;
  return (event) => {
    if (event.type === 'step') {
      if (event.step < event.steps && event.elapsedSeconds - lastLine < SECONDS_BETWEEN_STEP_LINES) return;
      lastLine = event.elapsedSeconds;
    }
    if (event.type === 'start') lastLine = -Infinity;
    for (const line of ganLines(event)) write(line);
  };
}

/** Formats an event as lines. */
export function ganLines(event: EbganEvent): string[] {
  switch (event.type) {
    case 'start':
      return [
        `${event.task}: seed ${event.seed}, ${plural(event.trainExamples, 'real example')}, ` +
          `${plural(event.steps, 'step')}, batches of ${event.batchSize}; saving to ${event.out}`,
        `discriminator ${event.discriminator}, ${plural(event.discriminatorParameters, 'parameter')}; ` +
          `generator ${event.generator}, ${plural(event.generatorParameters, 'parameter')}`,
        `engine: ${event.engineDescription} (${event.engine}, ${event.device})`,
        ...(event.step > 0 ? [`resumed at step ${count(event.step)}`] : []),
      ];
    case 'step':
      return [
        `step ${event.step}/${event.steps}  ` +
          `R real ${formatNumber(event.realEnergy)}  generated ${formatNumber(event.fakeEnergy)}  ` +
          `below the margin ${percent(event.belowMargin)}  ${duration(event.etaSeconds)} left`,
      ];
    case 'samples':
    case 'checkpoint':
      return [];
    case 'warning':
      return [`warning: ${event.message}`];
    case 'end': {
      const how = event.reason === 'finished' ? 'finished' : 'interrupted; continue with --resume';
      return [`${how} after step ${event.step}, ${duration(event.elapsedSeconds)}; saved in ${event.path}`];
    }
  }
}
