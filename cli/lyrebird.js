#!/usr/bin/env node
// In development mode React keeps performance entries for ever. It reads NODE_ENV on import: set it before any import.
process.env.NODE_ENV = 'production';

const { existsSync } = await import('node:fs');
const main = new URL('../dist/bundle/main.js', import.meta.url);

if (existsSync(main)) {
  const { main: run } = await import(main.href);
  process.exitCode = await run(process.argv);
} else {
  process.stderr.write('lyrebird: not built yet; run `npm run build` in the project folder first\n');
  process.exitCode = 1;
}
