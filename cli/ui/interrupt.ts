const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Calls back on Ctrl+C and termination signals instead of ending the process, and when the IPC channel to the parent
 * process closes, because nothing is left to receive the results.
 * @returns a function that restores the default handling
 */
export function onInterrupt(callback: () => void): () => void {
  for (const signal of SIGNALS) process.on(signal, callback);
  process.on('disconnect', callback);
  // A listener on the channel would keep the process alive after its work.
  process.channel?.unref();
  return () => {
    for (const signal of SIGNALS) process.off(signal, callback);
    process.off('disconnect', callback);
  };
}
