// Bundles the built command line, which starts in half the time from few files. Threads and processes load their entry
// points by name, from the folder of the code that starts them; hence one flat folder. It is as deep as `dist/src`, so
// that the root of the package is where that code expects it.
import { readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { rolldown } from 'rolldown';

/** Packages of many modules that every command loads. All others stay in node_modules. */
const BUNDLED = ['zod'];

/** Puts the licences of bundled packages beside the code. */
const licences = {
  name: 'licences',
  generateBundle() {
    for (const name of BUNDLED) {
      const source = readFileSync(`node_modules/${name}/LICENSE`, 'utf8');
      this.emitFile({ type: 'asset', fileName: `LICENSE-${name}.txt`, source });
    }
  },
};

const bundle = await rolldown({
  input: [
    'dist/cli/main.js',
    'dist/cli/commands/train/training-worker.js',
    'dist/src/engine/runtime/worker.js',
    'dist/src/engine/probe-child.js',
    'dist/audio/classify/span-inputs.js',
  ],
  platform: 'node',
  external: (id) => !id.startsWith('.') && !isAbsolute(id) && !BUNDLED.includes(id),
  plugins: [licences],
});
await bundle.write({ dir: 'dist/bundle', cleanDir: true });
await bundle.close();
