import { useInput, useStdin } from 'ink';
import { useSyncExternalStore, type ComponentType, type ReactElement } from 'react';
import type { TerminalSize } from '../live-region.js';

/** Props of a screen. Its lines must be shorter than the terminal's, and fewer. */
export interface ScreenProps<State> extends TerminalSize {
  readonly state: State;
}

/** What a screen shows, and a subscription to its changes. */
export interface ScreenStore<State> {
  readonly current: () => ScreenProps<State>;
  readonly subscribe: (changed: () => void) => () => void;
}

export interface LiveScreenProps<State> {
  readonly screen: ComponentType<ScreenProps<State>>;
  readonly store: ScreenStore<State>;
  /** Ctrl+C: in raw mode it arrives as a key, not as a signal. */
  readonly onInterrupt: () => void;
}

/** Redraws a screen when the store changes, and handles Ctrl+C. */
export function LiveScreen<State>({ screen: Screen, store, onInterrupt }: LiveScreenProps<State>): ReactElement {
  const props = useSyncExternalStore(store.subscribe, store.current);
  const { isRawModeSupported } = useStdin();
  useInput(
    (input, key) => {
      if (key.ctrl && input === 'c') onInterrupt();
    },
    // Undefined, not false, if stdin is no terminal; Ink takes that for true.
    { isActive: isRawModeSupported === true },
  );
  return <Screen {...props} />;
}
