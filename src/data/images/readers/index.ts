export * from './cifar10.js';
export * from './find.js';
export * from './idx.js';
export type * from './images.js';
export * from './mat5.js';
export * from './mnist.js';
export * from './svhn.js';
