// Loaded with `require`, as a CommonJS module: for an `import`, Node would first search its one and a half
// megabytes for names of exports, which takes longer than running them.
// eslint-disable-next-line @typescript-eslint/no-require-imports
import tf = require('@tensorflow/tfjs');

/** Unmodified TensorFlow.js, only for the modules that replace its gradients. All others import `tf.ts`. */
export { tf };
