export type Block = { kind: 'paragraph'; text: string } | { kind: 'list'; items: string[] };

/** A run of an answer's words: plain, emphasised (which may cite, too), or the number of a source. */
export type Piece = { text: string } | { strong: string } | { cites: number; text: string };

const item = /^\s*[-*•]\s+(.*)$/;

/**
 * The little Markdown that models write whatever they are told. It becomes paragraphs and lists; everything else,
 * HTML above all, stays the text that it is.
 */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let apart = true;
  for (const line of text.split(/\r?\n/)) {
    const before = apart ? undefined : blocks.at(-1);
    apart = line.trim() === '';
    const [, point] = item.exec(line) ?? [];
    if (apart) continue;
    if (point !== undefined) {
      if (before?.kind === 'list') before.items.push(point);
      else blocks.push({ kind: 'list', items: [point] });
    } else if (before === undefined) {
      blocks.push({ kind: 'paragraph', text: line });
    } else if (before.kind === 'list') {
      before.items.push(`${before.items.pop() ?? ''}\n${line.trim()}`);
    } else {
      before.text += `\n${line}`;
    }
  }
  return blocks;
}

export function piecesOf(text: string): Piece[] {
  return text
    .split(/(\*\*[^*\n]+\*\*|\[\d{1,4}\])/)
    .filter((part) => part !== '')
    .map((part): Piece => {
      const [, strong] = /^\*\*(.+)\*\*$/.exec(part) ?? [];
      if (strong !== undefined) return { strong };
      const [, cites] = /^\[(\d+)\]$/.exec(part) ?? [];
      return cites === undefined ? { text: part } : { cites: Number(cites), text: part };
    });
}

/** The numbers of the sources that a text cites, each once. */
export function citedIn(text: string): Set<number> {
  return new Set([...text.matchAll(/\[(\d{1,4})\]/g)].map(([, number]) => Number(number)));
}
