import { render } from 'ink';
import type { ComponentType } from 'react';
import { LiveScreen, type ScreenProps } from './components/live-screen.js';

const FRAMES_PER_SECOND = 10;

export interface InkScreenOptions<State, Event> {
  readonly initial: State;
  readonly reduce: (state: State, event: Event) => State;
  /** The whole screen, as a function of state and terminal size. */
  readonly screen: ComponentType<ScreenProps<State>>;
  /** Ctrl+C: in raw mode it arrives as a key, not as a signal. */
  readonly onInterrupt: () => void;
}

/** A screen that shows a state reduced from events. */
export interface InkScreen<Event> {
  take(event: Event): void;
  /** Draws the last frame and leaves it on the terminal. */
  end(): Promise<void>;
}

/** Draws on stderr (stdout is for data) at most ten times a second, however fast events arrive. */
export function createInkScreen<State, Event>(options: InkScreenOptions<State, Event>): InkScreen<Event> {
  const { initial, reduce, screen, onInterrupt } = options;
  let state = initial;
  let shown = state;
  let timer: NodeJS.Timeout | undefined;
  const listeners = new Set<() => void>();

  const show = (): void => {
    clearTimeout(timer);
    timer = undefined;
    shown = state;
    for (const listener of listeners) listener();
  };

  const element = (
    <LiveScreen
      screen={screen}
      store={{
        current: () => shown,
        subscribe: (changed) => {
          listeners.add(changed);
          return () => listeners.delete(changed);
        },
      }}
      onInterrupt={onInterrupt}
    />
  );
  const app = render(element, { stdout: process.stderr, exitOnCtrlC: false, maxFps: FRAMES_PER_SECOND * 2 });

  return {
    take(event) {
      state = reduce(state, event);
      timer ??= setTimeout(show, 1000 / FRAMES_PER_SECOND);
    },
    async end() {
      show();
      // React commits store changes asynchronously; without this rerender the last frame would be missing.
      app.rerender(element);
      app.unmount();
      await app.waitUntilExit();
    },
  };
}
