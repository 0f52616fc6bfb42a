import { plainTable } from '../../ui/plain-table.js';
import { formatNumber, percent } from '../../ui/words.js';
import { predictionText, type InspectedInput } from '../../../src/figures/templates/index.js';

/** Matches, biases and logits of inputs for people. */
export function templatesReport(inputs: readonly InspectedInput[], classes: readonly string[]): string {
  return `${inputs.map((input) => inputReport(input, classes)).join('\n\n')}\n`;
}

function inputReport(input: InspectedInput, classes: readonly string[]): string {
  const { name, label, found } = input;
  const right = (title: string) => ({ title, align: 'right' as const });
  return [
    `${name}${label === null ? '' : `, ${label}`}: taken for ${predictionText(input, classes)}; R / ‖x‖² = ${formatNumber(found.relativeResidual)}`,
    plainTable(
      [{ title: 'class' }, ...['⟨A_c, x⟩', 'b_c', 'f_c', 'probability', '‖A_c‖', 'cos(A_c, x)'].map(right)],
      found.classes.map(({ match, bias, logit, probability, norm, cosine }, c) => [
        classes[c]!,
        ...[match, bias, logit].map(formatNumber),
        percent(probability),
        formatNumber(norm),
        formatNumber(cosine),
      ]),
    ),
  ].join('\n');
}
