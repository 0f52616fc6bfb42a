import { createRequire } from 'node:module';

/** Outcome of loading `@tensorflow/tfjs-node-gpu`. */
export type NativeBackend =
  | { readonly loaded: true; readonly version: string; readonly tensorflow: string; readonly usesGpu: boolean }
  | { readonly loaded: false; readonly reason: string };

interface NativeModule {
  readonly version: Readonly<Record<string, string>>;
  backend(): { readonly isUsingGpuDevice?: boolean; readonly binding?: { readonly TF_Version?: string } };
}

const PACKAGE = '@tensorflow/tfjs-node-gpu';

/**
 * Loads TensorFlow's native backend, which registers itself in TensorFlow.js as `tensorflow`. Returns a reason
 * instead of throwing where the native library has not been downloaded.
 */
export function loadNativeBackend(): NativeBackend {
  const require = createRequire(import.meta.url);
  restoreRemovedHelpers(require('node:util') as Record<string, unknown>);
  try {
    const native = require(PACKAGE) as NativeModule;
    const backend = native.backend();
    return {
      loaded: true,
      version: native.version['tfjs-node'] ?? 'unknown version',
      tensorflow: backend.binding?.TF_Version ?? 'unknown version',
      usesGpu: backend.isUsingGpuDevice === true,
    };
  } catch (error) {
    return { loaded: false, reason: describe(error) };
  }
}

/** Restores two helpers of node:util that tfjs-node-gpu 4.22 calls and newer Node releases have removed. */
function restoreRemovedHelpers(util: Record<string, unknown>): void {
  util['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined;
  util['isArray'] ??= Array.isArray;
}

function describe(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'MODULE_NOT_FOUND' && message.includes(PACKAGE)) return `${PACKAGE} is not installed`;
  const firstLine = message.split('\n', 1)[0]!.trim();
  if (firstLine.includes('native addon module'))
    return 'its native library was not downloaded (its install script did not run, or failed)';
  return firstLine;
}
