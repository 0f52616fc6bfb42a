import { audacity } from './audacity.js';
import { csv } from './csv.js';
import type { Format } from './format.js';
import type { FormatName } from './names.js';
import { json } from './json.js';
import { raven } from './raven.js';
import { table } from '../../../cli/commands/classify/table.js';

export const formats: Readonly<Record<FormatName, Format>> = { table, json, csv, raven, audacity };
