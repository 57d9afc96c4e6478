import type { Config } from './config.ts';
import { type FunctionName, READS } from './names.ts';

/** Those of the operator's allowances that a function reads, as its environment has them. */
export function allowances(name: FunctionName, quotas: Config['quotas']): Record<string, string> {
  const read = Object.entries(quotas).filter(([variable]) => READS[name].includes(variable));
  return Object.fromEntries(read.map(([variable, most]) => [variable, `${most}`]));
}
