import { splitTitle, structured } from './clean';
import { decode } from './decode';

export const largestFile = 10 * 1024 * 1024;

export type Imported = {
  /** The heading that the text begins with; null where it begins with none. */
  title: string | null;
  html: string;
  /** Whether the file has pictures, which a reading cannot have. */
  pictures: boolean;
};

export type ImportFault =
  | 'too_large'
  | 'empty'
  | 'pdf'
  | 'old_word'
  | 'protected'
  | 'damaged'
  | 'unknown'
  | 'unreadable';

/** Why a file gave no text. */
export class ImportError extends Error {
  readonly fault: ImportFault;

  constructor(fault: ImportFault) {
    super(fault);
    this.name = 'ImportError';
    this.fault = fault;
  }
}

/** Reads a file in the browser; it is sent nowhere. The readers of its formats load when they are needed. */
export async function readFile(file: File): Promise<Imported> {
  if (file.size > largestFile) throw new ImportError('too_large');
  if (file.size === 0) throw new ImportError('empty');
  const bytes = await file.arrayBuffer().then(
    (buffer) => new Uint8Array(buffer),
    () => {
      throw new ImportError('unreadable');
    },
  );
  const html = await toHtml(bytes, file.name.toLowerCase().split('.').at(-1) ?? '');
  const { title, html: rest } = splitTitle(html);
  const text = structured(rest);
  if (title === null && !/\p{L}/u.test(textOf(text))) throw new ImportError('empty');
  return { title, html: text, pictures: /<img[\s>]/i.test(html) };
}

async function toHtml(bytes: Uint8Array<ArrayBuffer>, extension: string): Promise<string> {
  if (begins(bytes, '%PDF')) throw new ImportError('pdf');
  // Word keeps a protected .docx in the same container as its old .doc.
  if (begins(bytes, '\xd0\xcf\x11\xe0'))
    throw new ImportError(extension === 'docx' ? 'protected' : 'old_word');
  if (begins(bytes, 'PK') || extension === 'docx') return docx(bytes, extension);
  const text = decode(bytes, extension.startsWith('htm'));
  if (text === null) throw new ImportError('unknown');
  switch (extension) {
    case 'html':
    case 'htm':
      return text;
    case 'md':
    case 'markdown':
      return (await import('marked')).parse(text, { async: false });
    case 'txt':
      return paragraphs(text);
    default:
      throw new ImportError('unknown');
  }
}

async function docx(bytes: Uint8Array<ArrayBuffer>, extension: string): Promise<string> {
  if (extension !== 'docx') throw new ImportError('unknown');
  const { default: mammoth } = await import('mammoth/mammoth.browser.min.js');
  try {
    const picture = mammoth.images.imgElement(async () => ({ src: '' }));
    const styleMap = ["p[style-name='Title'] => h1:fresh", "p[style-name='Quote'] => blockquote > p:fresh"];
    return (await mammoth.convertToHtml({ arrayBuffer: bytes.buffer }, { convertImage: picture, styleMap }))
      .value;
  } catch {
    throw new ImportError('damaged');
  }
}

function begins(bytes: Uint8Array, text: string): boolean {
  return [...text].every((character, index) => bytes[index] === character.charCodeAt(0));
}

/** A blank line parts paragraphs; without any, each line is one. */
function paragraphs(text: string): string {
  const lines = text.replaceAll(/\r\n?/g, '\n').trim();
  const parts = lines.split(/\n[ \t]*\n\s*/);
  const whole = parts.length > 1 ? parts : lines.split('\n');
  return whole.map((part) => `<p>${escaped(part).replaceAll('\n', '<br>')}</p>`).join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function textOf(html: string): string {
  return new DOMParser().parseFromString(html, 'text/html').body.textContent ?? '';
}
