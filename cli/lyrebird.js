#!/usr/bin/env node
// React keeps performance entries for ever unless it loads in production mode: set before anything else is imported.
process.env.NODE_ENV = 'production';

const { existsSync } = await import('node:fs');
const main = new URL('../dist/cli/main.js', import.meta.url);

if (existsSync(main)) {
  const { main: run } = await import(main.href);
  process.exitCode = await run(process.argv);
} else {
  process.stderr.write('lyrebird: not built yet; run `npm run build` in the project folder first\n');
  process.exitCode = 1;
}
