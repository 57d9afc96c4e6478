/**
 * The text of a file: as its byte order mark says, else as the page in it says, else UTF-8, and where it is none of
 * those Windows-1252, in which older programs in Western Europe write. Null for bytes that are no text.
 */
export function decode(bytes: Uint8Array, html = false): string | null {
  const marked = markedEncoding(bytes);
  if (marked !== null) return new TextDecoder(marked).decode(bytes);
  if (bytes.includes(0)) return null;
  const named = html ? namedEncoding(bytes) : null;
  try {
    return new TextDecoder(named ?? 'utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function markedEncoding([first, second, third]: Uint8Array): string | null {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return null;
}

/** The encoding that HTML names within its first 1024 bytes, if the browser knows it. */
function namedEncoding(bytes: Uint8Array): string | null {
  const beginning = new TextDecoder('windows-1252').decode(bytes.subarray(0, 1024));
  const name = /<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)/i.exec(beginning)?.[1];
  try {
    return name === undefined ? null : new TextDecoder(name).encoding;
  } catch {
    return null;
  }
}
