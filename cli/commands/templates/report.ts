import { plainTable } from '../../ui/plain-table.js';
import { formatNumber, percent } from '../../ui/words.js';
import { predictionText, type InspectedInput } from '../../../src/figures/templates/index.js';
import { printable } from '../../../src/printable.js';

/** Formats matches, biases and logits of inputs. */
export function templatesReport(inputs: readonly InspectedInput[], classes: readonly string[]): string {
  return `${inputs.map((input) => inputReport(input, classes)).join('\n\n')}\n`;
}

function inputReport(input: InspectedInput, classes: readonly string[]): string {
  const { name, label, templates } = input;
  const right = (title: string) => ({ title, align: 'right' as const });
  return [
    printable(
      `${name}${label === null ? '' : `, ${label}`}: predicted ${predictionText(input, classes)}; ` +
        `R / ‖x‖² = ${formatNumber(templates.relativeResidual)}`,
    ),
    plainTable(
      [{ title: 'class' }, ...['⟨A_c, x⟩', 'b_c', 'f_c', 'probability', '‖A_c‖', 'cos(A_c, x)'].map(right)],
      templates.classes.map(({ match, bias, logit, probability, norm, cosine }, c) => [
        classes[c]!,
        ...[match, bias, logit].map(formatNumber),
        percent(probability),
        formatNumber(norm),
        formatNumber(cosine),
      ]),
    ),
  ].join('\n');
}
