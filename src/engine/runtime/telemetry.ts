/**
 * Turns off ONNX Runtime's telemetry, and with it the identifier, database and log files it writes. Must be called
 * before the library is loaded, and on the main thread: a worker's environment is a copy that native code does not
 * see. Keeps a value that the user has set. Has no effect on Windows, where the library hands its events to the
 * operating system.
 */
export function declineTelemetry(): void {
  process.env['ORT_DISABLE_TELEMETRY'] ??= '1';
}
