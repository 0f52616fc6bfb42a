import type { RenderChoice } from '../../../ui/render-choice.js';
import { results, say } from '../../../ui/streams.js';
import { setUpTerminal } from '../../../ui/terminal.js';
import { createNdjsonRenderer } from './ndjson.js';
import { createPlainRenderer } from './plain.js';
import type { TrainControls, TrainRenderer } from './renderer.js';

/** Chooses how a training run is shown. React and Ink are loaded only if they draw. */
export async function chooseRenderer(choice: RenderChoice, controls: TrainControls): Promise<TrainRenderer> {
  if (choice.json) return createNdjsonRenderer(results);
  if (choice.quiet) return QUIET;
  const { interactive } = setUpTerminal(choice.color);
  if (!interactive) return createPlainRenderer(say);
  const { createInkRenderer } = await import('./ink.js');
  return createInkRenderer(controls);
}

/** Prints warnings even with --quiet: only they show that data was left out. */
const QUIET: TrainRenderer = {
  event(event) {
    if (event.type === 'warning') say(`warning: ${event.message}`);
  },
  loading: () => undefined,
  stopping: () => undefined,
  end: () => Promise.resolve(),
};
