import { TrainingScreen } from './components/training-screen.js';
import { createInkScreen } from '../../../ui/ink-screen.js';
import type { TrainControls, TrainRenderer } from './renderer.js';
import { INITIAL_STATE, reduce } from './training-state.js';

/** Draws the run on stderr (stdout is for data). The last frame stays on the terminal. */
export function createInkRenderer(controls: TrainControls): TrainRenderer {
  const screen = createInkScreen({
    initial: INITIAL_STATE,
    reduce,
    screen: TrainingScreen,
    onInterrupt: () => controls.stop(),
  });
  return {
    event: screen.take,
    loading: (progress) => screen.take({ type: 'loading', ...progress }),
    stopping: (how) => screen.take({ type: 'stopping', how }),
    end: screen.end,
  };
}
