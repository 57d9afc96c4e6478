/** Counted as the tool counts: by code points, of which an emoji is one. */
export function lengthOf(text: string): number {
  return [...text].length;
}
