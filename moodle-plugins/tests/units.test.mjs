import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { apply, find, restore } from 'block_aitranslator/units';
import { pretend } from './block.mjs';

const COURSE = readFileSync(path.join(import.meta.dirname, 'fixtures/course.html'), 'utf8');
const FRENCH = { tag: 'fr', dir: 'ltr' };
const ARABIC = { tag: 'ar', dir: 'rtl' };

const page = (html) => {
  document.body.innerHTML = `<div id="region-main">${html}</div>`;
  return document.getElementById('region-main');
};
const sent = (html) => find(page(html)).map((unit) => unit.html);
const only = (html) => {
  const units = find(page(html));
  expect(units).toHaveLength(1);
  return units[0];
};

/** Every node below an element, with what it says by itself. */
const inventory = (root) => {
  const nodes = [];
  const walker = document.createTreeWalker(root);
  do {
    const node = walker.currentNode;
    nodes.push([node, node.nodeType === Node.ELEMENT_NODE ? node.cloneNode(false).outerHTML : node.data]);
  } while (walker.nextNode());
  return nodes;
};

describe('what is sent', () => {
  test('an element among words is a numbered span, and one that stays an empty one that is not translated', () => {
    expect(sent('<p>Read <a href="x"><em>this</em> one</a> and <code>f(x)</code>.</p>')).toEqual([
      'Read <span id="1"><span id="2">this</span> one</span> and <span id="3" translate="no"></span>.',
    ]);
  });

  test('text is escaped once, and letters stay as they are', () => {
    expect(sent('<p>&eacute;t&eacute; d&eacute;j&agrave; &mdash; na&iuml;ve &amp; a &lt; b &amp;lt;</p>')).toEqual([
      'été déjà — naïve &amp; a &lt; b &amp;lt;',
    ]);
  });

  test('words around blocks, and lines, are units of their own', () => {
    expect(sent('<div>Before <p>inside</p> and <b>after</b></div>')).toEqual([
      'Before ', 'inside', ' and <span id="1">after</span>',
    ]);
    expect(sent('<p>One<br>two</p>')).toEqual(['One', 'two']);
    expect(sent('<p>One <b>two<br>three</b></p>')).toEqual([
      'One <span id="1">two<span id="2" translate="no"></span>three</span>',
    ]);
  });

  test('a form with a field named children is read as well', () => {
    const root = page('<form style="display: inline"><p>How many?</p><input name="children"></form>');
    const form = root.querySelector('form');
    Object.defineProperty(form, 'children', { value: form.querySelector('input') });
    expect(find(root).map((unit) => unit.html)).toEqual(['How many?']);
  });

  test('an inline element around blocks is no unit', () => {
    expect(sent('<a href="x"><div>One</div><div>Two</div></a>')).toEqual(['One', 'Two']);
    expect(sent('<span style="display: block">One</span><span>Two</span>')).toEqual(['One', '<span id="1">Two</span>']);
  });

  test.each([
    'script', 'style', 'noscript', 'code', 'pre', 'kbd', 'samp', 'var', 'textarea', 'button', 'svg', 'math', 'iframe', 'video',
    'audio', 'canvas', 'nav', 'template', 'object',
  ])('what is in <%s> is not sent', (name) => {
    expect(sent(`<div><${name}>secret</${name}></div>`)).toEqual([]);
    expect(sent(`<p>Words <${name}>secret</${name}> words</p>`).join('|')).not.toContain('secret');
  });

  test.each([
    'translate="no"', 'class="notranslate"', 'class="MathJax_Display"', 'contenteditable="true"', 'contenteditable', 'hidden',
    'role="menu"', 'role="textbox"', 'class="dropdown-menu"', 'role="navigation"', 'class="block_aitranslator block"',
    'data-aitranslator', 'style="display: none"', 'style="visibility: hidden"',
  ])('what is in an element with %s is not sent', (attribute) => {
    expect(sent(`<div ${attribute}>secret</div>`)).toEqual([]);
    expect(sent(`<p>Words <span ${attribute}>secret</span> words</p>`).join('|')).not.toContain('secret');
  });

  test('what is in a field is not sent', () => {
    expect(sent('<p>A <input value="secret"> and <select><option>secret</option></select> here</p>')).toEqual([
      'A <span id="1" translate="no"></span> and <span id="2" translate="no"></span> here',
    ]);
  });

  test('what a closed details element hides is not sent', () => {
    expect(sent('<details><summary>Hint</summary><p>secret</p></details>')).toEqual(['Hint']);
    expect(sent('<details><summary>Hint</summary>secret<b>secret</b></details>')).toEqual(['Hint']);
    expect(sent('<details open><summary>Hint</summary><p>known</p></details>')).toEqual(['Hint', 'known']);
  });

  test('the words around a formula are sent without it, whether it is drawn or not', () => {
    const filter = (formula) =>
      `<span class="filter_mathjaxloader_equation"><p>The <span class="nolink">${formula}</span> is big</p></span>`;
    const expected = ['The <span id="1" translate="no"></span> is big'];
    expect(sent(filter('\\(x &gt; 1\\)'))).toEqual(expected);
    expect(sent(filter('<mjx-container>x</mjx-container>'))).toEqual(expected);
    expect(sent(filter('<span class="MathJax">x</span><script type="math/tex">x</script>'))).toEqual(expected);
    expect(sent('<p>The \\(x &gt; 1\\) is big</p>')).toEqual(['The \\(x &gt; 1\\) is big']);
  });

  test('words that the MathJax filter marks as a whole are sent', () => {
    const marked = '<span class="filter_mathjaxloader_equation"><span class="nolink">Half is [m]1/2[/m] here</span></span>';
    expect(sent(marked)).toEqual(['<span id="1"><span id="2">Half is [m]1/2[/m] here</span></span>']);
  });

  test('white space, pictures, fields and comments at the ends are not part of a unit', () => {
    expect(sent('<p> <!-- x --><i class="icon"></i> <img alt="x"> Words <button>b</button> <!-- y --></p>')).toEqual([' Words ']);
    expect(sent('<p>A comment <!-- x -->inside</p>')).toEqual(['A comment inside']);
  });

  test('what has no letters is not sent', () => {
    expect(sent('<p>12.5 %</p><p> </p><p>— <b>7</b></p><p><code>x</code></p>')).toEqual([]);
    expect(sent('<p>数学</p>')).toEqual(['数学']);
  });

  test('the length counts characters, not their halves', () => {
    expect(only('<p>a𝒙</p>').length).toBe(2);
  });
});

describe('a course page', () => {
  let root;
  let units;
  beforeEach(() => {
    root = page(COURSE);
    units = find(root);
  });

  test('has its units in the order of the page', () => {
    expect(units.length).toBeGreaterThanOrEqual(40);
    const position = (a, b) => a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING;
    for (let index = 1; index < units.length; index++) {
      expect(position(units[index - 1].nodes[0], units[index].nodes[0])).toBeTruthy();
    }
  });

  test('has the units that a reader sees', () => {
    expect(units.map((unit) => unit.html.replace(/\s+/g, ' ').trim())).toMatchInlineSnapshot(`
      [
        "Week 1: Energy &amp; motion",
        "Opened: <span id="1">Monday</span>, 2 November",
        "<span id="1">Reading</span>",
        "Read <span id="1">the <span id="2">second</span> chapter</span> and answer <span id="3">all</span> questions.",
        "L’été déjà vu — naïve façade, “quoted”, 5 € &amp; 3 &lt; 4.",
        "First line",
        "Second line",
        "<span id="1">Third</span> line",
        "A picture before words, <span id="1" translate="no"></span> and among them.",
        "Call <span id="1" translate="no"></span> with <span id="2" translate="no"></span>, then <span id="3" translate="no"></span> the program.",
        "Raw formula \\(a &lt; b\\) in text, and $$E = mc^2$$ too.",
        "A quote of one line",
        "A quote in a paragraph",
        "One",
        "One point one",
        "One point <span id="1">two</span>",
        "Deep inside",
        "In a paragraph",
        "after the list",
        "Two",
        "Units of energy",
        "Name",
        "Symbol",
        "Joule",
        "Electron volt",
        "Calorie",
        "An old unit",
        "Energy",
        "What can do <span id="1">work</span>",
        "Drawn by version two: <span id="1" translate="no"></span> is a square.",
        "Drawn by version three: <span id="1" translate="no"></span> is a cube.",
        "Not drawn yet: <span id="1" translate="no"></span> is a condition.",
        "Watch",
        "twice.",
        "A graph of the motion",
        "A hint",
        "Use the second law.",
        "The solution",
        "Question 1",
        "Which unit is that of energy? {mlang en}Choose{mlang}",
        "<span id="1">Newton</span>",
        "<span id="1">Joule, named after <span id="2">him</span></span>",
        "The capital is <span id="1" translate="no"></span> in <span id="2" translate="no"></span> today.",
        "Words before",
        "a block inside",
        "and <span id="1">words</span> after",
        "<span id="1">A book</span>",
      ]
    `);
  });

  test('translated and restored has the identical nodes with the identical attributes', () => {
    const before = inventory(root);
    const html = root.outerHTML;
    const done = units.filter((unit) => apply(unit, pretend(unit.html), ARABIC));
    expect(done).toHaveLength(units.length);
    expect(root.outerHTML).not.toBe(html);
    [...done].reverse().forEach(restore);
    expect(root.outerHTML).toBe(html);
    const after = inventory(root);
    expect(after).toHaveLength(before.length);
    after.forEach(([node, says], index) => {
      expect(node).toBe(before[index][0]);
      expect(says).toBe(before[index][1]);
    });
  });

  test('translated keeps listeners, what was typed, and what must not be moved', () => {
    let ran = 0;
    const gap = document.getElementById('gap');
    const frame = document.getElementById('frame').contentWindow;
    document.getElementById('run').addEventListener('click', () => ran++);
    gap.value = 'Paris';
    gap.focus();
    units.forEach((unit) => apply(unit, pretend(unit.html), FRENCH));
    document.getElementById('run').click();
    expect(ran).toBe(1);
    expect(gap.value).toBe('Paris');
    expect(document.activeElement).toBe(gap);
    expect(document.getElementById('frame').contentWindow).toBe(frame);
    expect(document.getElementById('mj2').textContent).toBe('x²');
    expect(document.getElementById('raw').textContent).toBe('\\(z > 1\\)');
    expect(document.querySelector('pre').textContent).toBe('for (const word of words) { print(word); }');
  });

  test('translated again after it was restored gives the same', () => {
    const all = () => find(root).filter((unit) => apply(unit, pretend(unit.html), FRENCH)).reverse();
    const first = all();
    const html = root.outerHTML;
    first.forEach(restore);
    all();
    expect(root.outerHTML).toBe(html);
  });
});

describe('an answer', () => {
  const SOURCE = '<p id="p">Read <a href="x">the <em>second</em> page</a> of <code>f</code>.</p>';
  const GOOD = 'Lire <span id="3" translate="no"></span> : <span id="1">page <span id="2">deux</span></span>.';

  test('arranges the elements of the page around new text', () => {
    const unit = only(SOURCE);
    const link = document.querySelector('a');
    expect(apply(unit, GOOD, FRENCH)).toBe(true);
    expect(document.getElementById('p').outerHTML).toBe(
      '<p id="p" lang="fr" dir="ltr">Lire <code>f</code> : <a href="x">page <em>deux</em></a>.</p>',
    );
    expect(document.querySelector('a')).toBe(link);
  });

  test.each([
    ['é &eacute; &amp;eacute; — &amp; &lt;b&gt;', 'é é &eacute; — & <b>'],
    ['5&nbsp;€ &quot;x&quot; &#39;y&#39;', '5\u{a0}€ "x" \'y\''],
    [' leading and trailing ', ' leading and trailing '],
  ])('has its references read once: %s', (answer, expected) => {
    const unit = only('<p>Words</p>');
    expect(apply(unit, answer, FRENCH)).toBe(true);
    expect(document.querySelector('p').textContent).toBe(expected);
    expect(document.querySelector('p').children).toHaveLength(0);
  });

  test.each([
    ['with a lost number', 'Lire <span id="1">la <span id="2">page</span></span>.'],
    ['with a number twice', `${GOOD}<span id="3" translate="no"></span>`],
    ['with a foreign number', `${GOOD}<span id="4">x</span>`],
    ['with a span without number', `${GOOD}<span>x</span>`],
    ['with an element in another', 'Lire <span id="1">page <span id="3" translate="no"></span></span> <span id="2">x</span>.'],
    ['with words in what stays', GOOD.replace('translate="no">', 'translate="no">g')],
    ['with a script', `${GOOD}<script>window.bad = true</script>`],
    ['with a script first', `<script>window.bad = true</script>${GOOD}`],
    ['with a picture that runs something', `${GOOD}<img src="x" onerror="window.bad = true">`],
    ['with a handler', GOOD.replace('id="1"', 'id="1" onclick="window.bad = true"')],
    ['with a style', GOOD.replace('id="1"', 'id="1" style="position: fixed"')],
    ['with another element', GOOD.replace(/<span id="1">(.*)<\/span>\./, '<a id="1">$1</a>.')],
    ['with a comment', `${GOOD}<!-- x -->`],
    ['with a body', `<body onload="window.bad = true">${GOOD}`],
    ['without words', '<span id="3" translate="no"></span><span id="1"><span id="2"></span></span>'],
    ['that is empty', ''],
    ['that is missing', undefined],
    ['that is no text', { toString: () => GOOD }],
  ])('%s changes nothing', (_, answer) => {
    const unit = only(SOURCE);
    const before = inventory(document.body);
    expect(apply(unit, answer, FRENCH)).toBe(false);
    expect(inventory(document.body)).toEqual(before);
    expect(document.getElementById('p').outerHTML).toBe(SOURCE);
    expect(window.bad).toBeUndefined();
  });

  test.each([
    ['its text', () => { document.querySelector('em').firstChild.data = 'third'; }],
    ['its elements', () => document.querySelector('em').remove()],
    ['its children', () => document.getElementById('p').firstChild.remove()],
    ['its place', () => document.getElementById('p').remove()],
  ])('comes too late when the page has changed %s', (_, change) => {
    const unit = only(SOURCE);
    change();
    const html = document.body.innerHTML;
    expect(apply(unit, GOOD, FRENCH)).toBe(false);
    expect(document.body.innerHTML).toBe(html);
  });

  test('sets language and direction, and gives back what was there', () => {
    const units = find(page('<p lang="en">One<br>two</p><p dir="ltr">Three</p>'));
    units.forEach((unit) => apply(unit, 'نص', ARABIC));
    for (const paragraph of document.querySelectorAll('p')) {
      expect([paragraph.lang, paragraph.dir]).toEqual(['ar', 'rtl']);
    }
    units.reverse().forEach(restore);
    expect(document.getElementById('region-main').innerHTML).toBe('<p lang="en">One<br>two</p><p dir="ltr">Three</p>');
  });

  test('that the page has thrown away in the meantime is restored without harm', () => {
    const unit = only('<p>Words</p>');
    apply(unit, 'Mots', FRENCH);
    document.querySelector('p').textContent = 'News';
    restore(unit);
    expect(document.getElementById('region-main').innerHTML).toBe('<p>News</p>');
  });
});
