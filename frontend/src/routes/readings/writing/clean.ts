/**
 * HTML that was pasted, or read from a file, as the structure that it means. Word writes a list as paragraphs that
 * only look like one, and word processors write bold letters as styles; the page's policy keeps styles from the
 * editor, which would see neither. All styles and classes go; which elements may stay is for the editor to say.
 */
export function structured(html: string): string {
  const { body } = new DOMParser().parseFromString(inert(html), 'text/html');
  for (const element of body.querySelectorAll(
    'script, style, head, title, meta, link, xml, template, iframe, object',
  )) {
    element.remove();
  }
  makeLists(body);
  for (const title of body.querySelectorAll('p.MsoTitle')) rename(title, 'h1');
  for (const quote of body.querySelectorAll('p.MsoQuote, p.MsoIntenseQuote')) rename(quote, 'blockquote');
  for (const element of [...body.querySelectorAll<HTMLElement>('[data-style]')]) styleToMarks(element);
  for (const element of body.querySelectorAll('*')) {
    for (const { name } of [...element.attributes]) {
      if (!kept.includes(name)) element.removeAttribute(name);
    }
  }
  lowerHeadings(body);
  return body.innerHTML;
}

/**
 * The same HTML with its style attributes and event handlers under names that mean nothing: the browser would report
 * each of them as a breach of the page's policy already while it parses. What escapes this is blocked, and goes with
 * the rest.
 */
function inert(html: string): string {
  return html
    .replaceAll(/<style\b.*?<\/style\s*>/gis, '')
    .replaceAll(/<[a-z][^>]*>/gi, (tag) => tag.replaceAll(/\s(style|on[a-z]+)\s*=/gi, ' data-$1='));
}

const kept: readonly string[] = ['href', 'colspan', 'rowspan', 'start'];

/** The title stands above the text as the page's first heading, so the text's own begin one level below. */
function lowerHeadings(body: HTMLElement) {
  const shift = body.querySelector('h1') === null ? 0 : 1;
  for (const heading of [...body.querySelectorAll('h1, h2, h3, h4, h5, h6')]) {
    const level = Math.min(Number(heading.tagName[1]) + shift, 4);
    if (heading.tagName !== `H${level}`) rename(heading, `h${level}`);
  }
}

function rename(element: Element, name: string): Element {
  const renamed = element.ownerDocument.createElement(name);
  renamed.append(...element.childNodes);
  element.replaceWith(renamed);
  return renamed;
}

/** Google Docs wraps what it copies in a `b` that is not bold. */
function styleToMarks(element: HTMLElement) {
  const style = element.getAttribute('data-style') ?? '';
  const is = (pattern: RegExp) => pattern.test(style);
  if (element.matches('b, strong') && is(/font-weight:\s*(normal|400)/i)) {
    element.replaceWith(...element.childNodes);
    return;
  }
  if (!element.matches('span, font, a')) return;
  if (is(/font-weight:\s*(bold|[6-9]00)/i)) wrapContent(element, 'strong');
  if (is(/font-style:\s*(italic|oblique)/i)) wrapContent(element, 'em');
  if (is(/text-decoration[\w-]*:[^;]*line-through/i)) wrapContent(element, 's');
  if (is(/vertical-align:\s*super/i)) wrapContent(element, 'sup');
  if (is(/vertical-align:\s*sub/i)) wrapContent(element, 'sub');
}

function wrapContent(element: Element, name: string) {
  const wrapper = element.ownerDocument.createElement(name);
  wrapper.append(...element.childNodes);
  element.append(wrapper);
}

const item = 'p[data-style*="mso-list:"], p[data-style*="mso-list "]';

/** Word says in a paragraph's style to which list and level it belongs, and writes the number or bullet out. */
function makeLists(body: HTMLElement) {
  for (const paragraph of [...body.querySelectorAll<HTMLElement>(item)]) {
    const level = Number(
      /mso-list:[^;]*\blevel(\d)/i.exec(paragraph.getAttribute('data-style') ?? '')?.[1] ?? 0,
    );
    if (level === 0) continue;
    const marker = paragraph.querySelector(
      'span[data-style*="mso-list:Ignore" i], span[data-style*="mso-list: Ignore" i]',
    );
    const ordered = /^\s*\(?(\d+|[a-z]{1,4})[.)]/i.test(marker?.textContent ?? '');
    marker?.remove();
    const entry = body.ownerDocument.createElement('li');
    const content = body.ownerDocument.createElement('p');
    content.append(...paragraph.childNodes);
    entry.append(content);
    listFor(paragraph, level, ordered ? 'ol' : 'ul').append(entry);
    paragraph.remove();
  }
}

/** The list of that level that ends right before the paragraph, or a new one. */
function listFor(paragraph: Element, level: number, name: 'ol' | 'ul'): Element {
  const before = paragraph.previousElementSibling;
  let list = before?.matches('ol, ul') ? before : null;
  if (list === null || (level === 1 && list.localName !== name)) {
    list = paragraph.ownerDocument.createElement(name);
    paragraph.before(list);
  }
  for (let depth = 1; depth < level; depth += 1) {
    const last: Element =
      list.lastElementChild ?? list.appendChild(paragraph.ownerDocument.createElement('li'));
    const inner: Element | null = last.lastElementChild?.matches('ol, ul') ? last.lastElementChild : null;
    list = inner ?? last.appendChild(paragraph.ownerDocument.createElement(name));
  }
  return list;
}

/** The text's first heading of the first level and the rest, where the text begins with one. */
export function splitTitle(html: string): { title: string | null; html: string } {
  const { body } = new DOMParser().parseFromString(inert(html), 'text/html');
  const first = body.firstElementChild;
  const title = first?.matches('h1, p.MsoTitle')
    ? (first.textContent ?? '').replaceAll(/\s+/g, ' ').trim()
    : '';
  if (title === '') return { title: null, html };
  first?.remove();
  return { title, html: body.innerHTML };
}
