// As the CommonJS module that it is: imported, its one and a half megabytes are searched for names to export first, which takes longer than
// running them.
// eslint-disable-next-line @typescript-eslint/no-require-imports
import tf = require('@tensorflow/tfjs');

/** TensorFlow.js as it comes, for the modules that mend it; everything else takes it from `tf.ts`. */
export { tf };
