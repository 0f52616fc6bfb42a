import { render } from 'ink';
import { TrainingApp } from './components/training-app.js';
import type { TrainControls, TrainRenderer } from './renderer.js';
import { INITIAL_STATE, reduce, type ScreenEvent } from './training-state.js';

const FRAMES_PER_SECOND = 10;

/**
 * Draws the run on stderr (stdout is for data), at most ten times a second however fast events come. The last frame stays.
 */
export function createInkRenderer(controls: TrainControls): TrainRenderer {
  let state = INITIAL_STATE;
  let shown = state;
  let timer: NodeJS.Timeout | undefined;
  const listeners = new Set<() => void>();

  const show = (): void => {
    clearTimeout(timer);
    timer = undefined;
    shown = state;
    for (const listener of listeners) listener();
  };
  const take = (event: ScreenEvent): void => {
    state = reduce(state, event);
    timer ??= setTimeout(show, 1000 / FRAMES_PER_SECOND);
  };

  const screen = (
    <TrainingApp
      store={{
        current: () => shown,
        subscribe: (changed) => {
          listeners.add(changed);
          return () => listeners.delete(changed);
        },
      }}
      onInterrupt={() => controls.stop()}
    />
  );
  const app = render(screen, { stdout: process.stderr, exitOnCtrlC: false, maxFps: FRAMES_PER_SECOND * 2 });

  return {
    event: take,
    loading: (progress) => take({ type: 'loading', ...progress }),
    stopping: () => take({ type: 'stopping' }),
    async end() {
      show();
      // React commits what the store told it only later: without this the last frame would be the one before.
      app.rerender(screen);
      app.unmount();
      await app.waitUntilExit();
    },
  };
}
