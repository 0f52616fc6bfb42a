const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Calls back when the user or the system asks the process to end, instead of ending it; also when another process started this one with
 * a channel between them and is gone: whatever killed it, nobody is left to hear what comes of the work.
 * @returns puts things back as they were
 */
export function onInterrupt(callback: () => void): () => void {
  for (const signal of SIGNALS) process.on(signal, callback);
  process.on('disconnect', callback);
  // Listening to the channel would keep the process alive when its work is done.
  process.channel?.unref();
  return () => {
    for (const signal of SIGNALS) process.off(signal, callback);
    process.off('disconnect', callback);
  };
}
