import { createInkScreen } from '../../../ui/ink-screen.js';
import { SweepScreen } from './components/sweep-screen.js';
import type { SweepControls, SweepRenderer } from './renderer.js';
import { INITIAL_SWEEP_STATE, reduceSweep } from './sweep-state.js';

/** Draws the sweep on stderr (stdout is for data). The last frame stays on the terminal. */
export function createSweepInkRenderer(controls: SweepControls): SweepRenderer {
  const screen = createInkScreen({
    initial: INITIAL_SWEEP_STATE,
    reduce: reduceSweep,
    screen: SweepScreen,
    onInterrupt: () => controls.stop(),
  });
  return {
    event: screen.take,
    stopping: (how) => screen.take({ type: 'stopping', how }),
    end: screen.end,
  };
}
