/** The paper's inversion, for any function of tensors; it needs no knowledge of layers. */
export { affine, type AffineMap, type AffineOptions } from './affine.js';
export * as closedForms from './closed-form/index.js';
export {
  trainFreeTemplates,
  type FreeTemplateOptions,
  type FreeTemplateStep,
  type LabelledInput,
  type TemplateOutput,
} from './free-templates.js';
export { inverse, invert, type BatchFunction, type InverseOptions, type Inversion } from './inverse.js';
export { euclideanNorm, optimalTemplates, type TemplateBound } from './optimal-templates.js';
export {
  reconstructionDistance,
  residual,
  type ReconstructionDistance,
  type Residual,
  type ResidualOptions,
} from './residual.js';
export {
  invertLayers,
  layerResiduals,
  type LayerInversion,
  type LayerResidualOptions,
  type Tap,
  type TappedFunction,
  type TappedInversion,
  type TappedResidual,
} from './taps.js';
export * as frameworks from './frameworks/index.js';
