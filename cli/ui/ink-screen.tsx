import { EventEmitter } from 'node:events';
import { render } from 'ink';
import type { ComponentType } from 'react';
import { LiveScreen, type ScreenProps } from './components/live-screen.js';
import { createLiveRegion, sizeOf, type LiveRegion, type TerminalSize } from './live-region.js';
import { sharedLiveRegion } from './streams.js';

const FRAMES_PER_SECOND = 10;

export interface InkScreenOptions<State, Event> {
  readonly initial: State;
  readonly reduce: (state: State, event: Event) => State;
  /** The whole screen, as a function of state and terminal size. */
  readonly screen: ComponentType<ScreenProps<State>>;
  /** Ctrl+C: in raw mode it arrives as a key, not as a signal. */
  readonly onInterrupt: () => void;
}

/** Where a screen is drawn: a terminal's size and its changes, and the lines at its bottom. */
export interface InkTerminal {
  readonly stream: EventEmitter & Partial<TerminalSize>;
  readonly region: LiveRegion;
}

/** A screen that shows a state reduced from events. */
export interface InkScreen<Event> {
  take(event: Event): void;
  /** Draws the last frame and leaves it on the terminal. */
  end(): Promise<void>;
}

/** Draws on stderr (stdout is for data) at most ten times a second, however fast events arrive. */
export function createInkScreen<State, Event>(
  { initial, reduce, screen, onInterrupt }: InkScreenOptions<State, Event>,
  { stream, region }: InkTerminal = { stream: process.stderr, region: sharedLiveRegion(createLiveRegion) },
): InkScreen<Event> {
  let state = initial;
  let shown: ScreenProps<State> = { state, ...sizeOf(stream) };
  let timer: NodeJS.Timeout | undefined;
  const listeners = new Set<() => void>();

  const show = (): void => {
    clearTimeout(timer);
    timer = undefined;
    shown = { state, ...sizeOf(stream) };
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
  // Ink lays frames out; the region draws them. Ink itself would leave lines behind in a terminal that becomes
  // narrower, and clear the terminal with its scrollback whenever a frame does not fit.
  const frames = new FrameStream(stream, (text) => {
    const { columns, rows } = shown;
    const lines = text === '' ? [] : text.split('\n');
    // For another size, there is another frame in a moment.
    region.show((size) => (size.columns === columns && size.rows === rows ? lines : []));
  });
  const app = render(element, {
    stdout: frames as unknown as NodeJS.WriteStream,
    debug: true,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  stream.on('resize', show);

  return {
    take(event) {
      state = reduce(state, event);
      timer ??= setTimeout(show, 1000 / FRAMES_PER_SECOND);
    },
    async end() {
      stream.off('resize', show);
      show();
      // React commits store changes asynchronously; without this rerender the last frame would be missing.
      app.rerender(element);
      frames.ended = true;
      app.unmount();
      await app.waitUntilExit();
      region.leave();
    },
  };
}

/** The stream that Ink writes to: in debug mode, every write is a whole frame. It is no TTY, whose cursor Ink hides. */
class FrameStream extends EventEmitter {
  ended = false;

  constructor(
    private readonly terminal: Partial<TerminalSize>,
    private readonly show: (frame: string) => void,
  ) {
    super();
  }

  get columns(): number {
    return sizeOf(this.terminal).columns;
  }

  get rows(): number {
    return sizeOf(this.terminal).rows;
  }

  write(frame: string): boolean {
    if (!this.ended) this.show(frame);
    return true;
  }
}
