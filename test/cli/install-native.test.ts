import { expect, it } from 'vitest';
import { lyrebird } from './support/lyrebird.js';

/** Nothing listens there: every download fails, wherever the tests run. */
const NOWHERE = 'http://127.0.0.1:1';
const OFFLINE = {
  TFJS_NODE_BASE_URI: `${NOWHERE}/libtensorflow-`,
  FFMPEG_BINARIES_URL: NOWHERE,
  GLOBAL_AGENT_HTTPS_PROXY: NOWHERE,
};

it('lyrebird install-native says in one line each what it could not get and what that means', async () => {
  const { stdout, stderr, exitCode } = await lyrebird(['install-native'], OFFLINE);
  const lines = stdout.trimEnd().split('\n');
  expect(stderr).toMatch(/^(trying .+ \(about .+\)\n)*$/);
  for (const part of [/TensorFlow library/, /ffmpeg of ffmpeg-static/, /CUDA provider of onnxruntime-node/]) {
    const outcome = lines.filter((line) => part.test(line));
    expect(outcome).toHaveLength(1);
    expect(outcome[0]).toMatch(/^(got|already there|not offered|could not get|missing) /);
    if (outcome[0]!.startsWith('could not get')) expect(outcome[0]).toMatch(/: .+\. Without it .+\.$/);
  }
  expect(lines.at(-1)).toContain('npx lyrebird doctor');
  expect(exitCode).toBe(stdout.includes('could not get') || stdout.includes('missing') ? 5 : 0);
});

it('lyrebird install-native ffmpeg tries nothing else', async () => {
  const { stdout } = await lyrebird(['install-native', 'ffmpeg', '--quiet'], OFFLINE);
  expect(stdout).toContain('ffmpeg of ffmpeg-static');
  expect(stdout.trimEnd().split('\n')).toHaveLength(2);
});
