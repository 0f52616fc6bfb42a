/**
 * `npm run native`: tries the downloads that `npm ci` leaves out (install scripts are off, so that installing needs the npm registry
 * and nothing else). One after the other; each is checked by using what it brought. What cannot be had is said, with its meaning.
 *
 * Exit code 0: everything that this platform can have is there; 1: something is missing, and Lyrebird works without it.
 */
import { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';

const MINUTES = 60_000;
const TIME_LIMIT = 20 * MINUTES;
const require = createRequire(import.meta.url);

/** @returns {string | undefined} the folder of an installed package */
function packageFolder(name) {
  // Not every package exports its package.json: look where Node would.
  const folders = require.resolve.paths(name) ?? [];
  return folders.map((folder) => join(folder, name)).find((folder) => existsSync(join(folder, 'package.json')));
}

const platform = `${process.platform}-${process.arch}`;

/** Each part: what it is, which script of its package downloads it, how to see that it works, what its absence means. */
const parts = [
  {
    title: 'TensorFlow library of @tensorflow/tfjs-node-gpu',
    packageName: '@tensorflow/tfjs-node-gpu',
    platforms: ['linux-x64', 'win32-x64', 'darwin-x64', 'darwin-arm64', 'linux-arm64'],
    command: ['scripts/install.js', 'gpu', 'download'],
    size: '0.4 GB',
    works: () =>
      succeeds(
        `const u = require('node:util'); u.isNullOrUndefined ??= (v) => v == null; u.isArray ??= Array.isArray;
         require('@tensorflow/tfjs-node-gpu').scalar(1).dataSync();`,
      ),
    without:
      'the eager engine runs in plain JavaScript and has no CUDA device (--engine eager --device gpu); the default, compiled engine does not need it',
  },
  {
    title: 'ffmpeg of ffmpeg-static',
    packageName: 'ffmpeg-static',
    command: ['install.js'],
    size: '80 MB',
    works: () => {
      const path = require('ffmpeg-static');
      return path !== null && existsSync(path) && exitsWell(path, ['-version']);
    },
    without:
      'other audio than WAV is read with the next ffmpeg in line: --ffmpeg, FFMPEG_PATH, the one on PATH, @ffmpeg-installer/ffmpeg',
  },
  {
    title: 'CUDA provider of onnxruntime-node',
    packageName: 'onnxruntime-node',
    platforms: ['linux-x64'],
    command: ['script/install.js', '--onnxruntime-node-install'],
    size: '0.4 GB',
    works: (folder) => existsSync(join(folder, 'bin', 'napi-v6', 'linux', 'x64', 'libonnxruntime_providers_cuda.so')),
    without: 'the compiled engine runs on the CPU (the default) and on WebGPU, which are inside the npm package',
  },
];

/** Runs a command quietly. */
function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const output = [];
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: TIME_LIMIT, ...options });
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.on('error', (error) => resolve({ code: 1, text: error.message }));
    child.on('close', (code, signal) =>
      resolve({ code: code ?? 1, text: Buffer.concat(output).toString(), timedOut: signal === 'SIGTERM' }),
    );
  });
}

const exitsWell = async (command, args) => (await run(command, args)).code === 0;
const succeeds = (source) => exitsWell(process.execPath, ['-e', source]);

/** The one line of an install script's output that says what went wrong. */
function reasonOf({ text, timedOut }) {
  if (timedOut) return `no answer within ${TIME_LIMIT / MINUTES} minutes`;
  const host = /(?:ENOTFOUND|EAI_AGAIN) (\S+)/.exec(text)?.[1];
  if (host !== undefined) return `${host} cannot be reached from here (no such host)`;
  const lines = text.split('\n').map((line) => line.trim());
  return (
    lines.find((line) => /^\w*Error\b/.test(line)) ??
    lines.find((line) => /error/i.test(line)) ??
    lines.findLast((line) => line !== '') ??
    'its install script said nothing'
  );
}

/** @returns {Promise<boolean>} whether the part is there, or cannot be on this platform */
async function fetchPart({ title, packageName, platforms, command, size, works, without }) {
  const say = (verdict, detail) =>
    console.log(`${verdict.padEnd(13)} ${title}${detail === undefined ? '' : `: ${detail}`}`);
  const folder = packageFolder(packageName);
  if (folder === undefined) {
    say('missing', `${packageName} is not installed. Without it ${without}.`);
    return false;
  }
  if (platforms !== undefined && !platforms.includes(platform)) {
    say('not offered', `nothing is published for ${platform}. Without it ${without}.`);
    return true;
  }
  if (await works(folder)) {
    say('already there');
    return true;
  }
  console.log(`trying         ${title} (about ${size})`);
  const env = {
    ...process.env,
    PATH: [join(dirname(require.resolve('../package.json')), 'node_modules', '.bin'), process.env.PATH].join(delimiter),
  };
  const result = await run(process.execPath, command, { cwd: folder, env });
  if (await works(folder)) {
    say('got');
    return true;
  }
  const reason =
    result.code === 0 ? `the download finished, but it does not work here: ${reasonOf(result)}` : reasonOf(result);
  say('could not get', `${reason}. Without it ${without}.`);
  return false;
}

let missing = 0;
for (const part of parts) {
  if (!(await fetchPart(part))) missing += 1;
}
console.log(
  missing === 0
    ? 'Everything that this platform can have is there. See: npx lyrebird doctor'
    : `${missing} of ${parts.length} could not be had. Lyrebird works without them. See: npx lyrebird doctor`,
);
process.exitCode = missing === 0 ? 0 : 1;
