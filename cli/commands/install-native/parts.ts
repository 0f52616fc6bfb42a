import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { PartName } from './names.js';
import { runQuietly } from './run-quietly.js';

/** A native part: the script that downloads it, a check that it works, and the consequence of its absence. */
export interface Part {
  readonly title: string;
  readonly packageName: string;
  /** Platforms it is published for; absent: all. */
  readonly platforms?: readonly string[];
  /** Path of the script in its package, and its arguments. */
  readonly script: readonly string[];
  readonly size: string;
  /** @param folder of the package */
  works(folder: string): Promise<boolean>;
  /** Ends the sentence "Without it ...". */
  readonly without: string;
}

const require = createRequire(import.meta.url);

export const PARTS: Readonly<Record<PartName, Part>> = {
  ffmpeg: {
    title: 'ffmpeg of ffmpeg-static',
    packageName: 'ffmpeg-static',
    script: ['install.js'],
    size: '80 MB',
    async works(folder) {
      const path = require(folder) as string | null;
      return path !== null && existsSync(path) && (await runQuietly(path, ['-version'])).succeeded;
    },
    without: 'audio other than WAV is read with the ffmpeg on PATH, or else with that of @ffmpeg-installer/ffmpeg',
  },
  tensorflow: {
    title: 'TensorFlow library of @tensorflow/tfjs-node-gpu',
    packageName: '@tensorflow/tfjs-node-gpu',
    platforms: ['linux-x64', 'win32-x64', 'darwin-x64', 'darwin-arm64', 'linux-arm64'],
    script: ['scripts/install.js', 'gpu', 'download'],
    size: '0.4 GB',
    async works(folder) {
      // The package calls helpers of node:util that Node 23 removed.
      const program = `const util = require('node:util');
        util.isNullOrUndefined ??= (value) => value == null; util.isArray ??= Array.isArray;
        require(${JSON.stringify(folder)}).scalar(1).dataSync();`;
      return (await runQuietly(process.execPath, ['-e', program])).succeeded;
    },
    without:
      '--engine eager runs in plain JavaScript, with no CUDA device; the default, compiled engine does not need it',
  },
  cuda: {
    title: 'CUDA provider of onnxruntime-node',
    packageName: 'onnxruntime-node',
    platforms: ['linux-x64'],
    script: ['script/install.js', '--onnxruntime-node-install'],
    size: '0.4 GB',
    works: async (folder) =>
      existsSync(join(folder, 'bin', 'napi-v6', 'linux', 'x64', 'libonnxruntime_providers_cuda.so')),
    without: 'the compiled engine runs on the CPU (the default) and on WebGPU, which are inside the npm package',
  },
};
