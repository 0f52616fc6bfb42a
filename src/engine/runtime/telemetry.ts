/**
 * Keeps ONNX Runtime from reporting its use to its makers, and from the identifier, database and log files that it keeps for that. Works before
 * the library is loaded, and on the main thread: the environment of another one is a copy that native code does not see. A setting of the
 * user's own stays. On Windows the library leaves its events to the system, which this does not reach.
 */
export function declineTelemetry(): void {
  process.env['ORT_DISABLE_TELEMETRY'] ??= '1';
}
