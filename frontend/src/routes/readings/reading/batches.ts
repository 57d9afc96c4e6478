import type { Languages } from '../../../api/types';
import { lengthOf } from '../../translate/length-of';

/**
 * The texts of `wanted`, by their index, in as few calls as the limits allow and in the order of reading. A text that
 * is longer than a call may be goes alone, for the tool to refuse.
 */
export function batchesOf(
  texts: readonly string[],
  wanted: readonly number[],
  limits: Languages['limits'],
): number[][] {
  const batches: number[][] = [];
  let room = 0;
  for (const index of wanted) {
    const length = lengthOf(texts[index] ?? '');
    const last = batches.at(-1);
    if (last !== undefined && last.length < limits.texts && length <= room) {
      last.push(index);
      room -= length;
    } else {
      batches.push([index]);
      room = limits.characters_per_call - length;
    }
  }
  return batches;
}
