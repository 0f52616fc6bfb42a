import type { RenderChoice } from '../../../ui/render-choice.js';
import { results, say } from '../../../ui/streams.js';
import { setUpTerminal } from '../../../ui/terminal.js';
import { createSweepNdjsonRenderer } from './ndjson.js';
import { createSweepPlainRenderer } from './plain.js';
import type { SweepControls, SweepRenderer } from './renderer.js';

/**
 * Chooses how a sweep is shown. React and Ink are loaded only if they draw.
 * @returns a function that creates the renderer, which draws from then on
 */
export async function chooseSweepRenderer(choice: RenderChoice): Promise<(controls: SweepControls) => SweepRenderer> {
  if (choice.json) return () => createSweepNdjsonRenderer(results, say);
  if (choice.quiet) return () => createSweepPlainRenderer(say, { failuresOnly: true });
  const { interactive } = setUpTerminal(choice.color);
  if (!interactive) return () => createSweepPlainRenderer(say);
  const { createSweepInkRenderer } = await import('./ink.js');
  return createSweepInkRenderer;
}
