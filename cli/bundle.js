// Bundles the built command line: with fewer files to load, it starts faster. Threads and processes load their entry
// points by name, from the folder of the code that starts them; hence one flat folder. It is as deep as `dist/src`, so
// that the root of the package is where that code expects it.
import { readFileSync } from 'node:fs';
import { basename, isAbsolute } from 'node:path';
import { rolldown } from 'rolldown';

/** Packages of many modules that every command loads. All others stay in node_modules. */
const BUNDLED = ['zod', 'yaml'];

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

/** Stops where the bundle would not find a file that the code names. */
const namedFiles = {
  name: 'named-files',
  generateBundle(_, files) {
    for (const { fileName, isEntry, facadeModuleId, code } of Object.values(files)) {
      if (code === undefined) continue;
      if (isEntry && fileName !== basename(facadeModuleId)) {
        this.error(`two entry points are called ${basename(facadeModuleId)}: rename one`);
      }
      for (const [, name] of code.matchAll(/new URL\(["']\.\/([^"']+)["'], import\.meta\.url\)/g)) {
        if (!(name in files)) this.error(`${name}, which the code names, is no entry point: add it to cli/bundle.js`);
      }
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
  plugins: [licences, namedFiles],
});
// Files of earlier builds stay, as commands that run now may still load them.
await bundle.write({ dir: 'dist/bundle' });
await bundle.close();
