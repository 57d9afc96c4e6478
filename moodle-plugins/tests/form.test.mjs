import { describe, expect, test } from 'vitest';
import { ANY, PAIRS, exception, later, mount, settle, translations } from './block.mjs';

const press = async (block, init) => {
  block.part('text').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...init }));
  await settle();
};

describe('translating a text', () => {
  test('shows the translation with its language, direction and origin', async () => {
    const [block] = await mount();
    await block.type('Hello <b>you</b> & été');
    await block.choose('target', 'ar');
    await block.click('translate');
    expect(translations()).toEqual([
      { contextid: 42, texts: ['Hello <b>you</b> & été'], target: 'ar', source: '', format: 'text' },
    ]);
    expect(block.text('output')).toBe('HELLO <B>YOU</B> & ÉTÉ');
    expect(block.part('output').children).toHaveLength(0);
    expect(block.part('output').lang).toBe('ar');
    expect(block.part('output').dir).toBe('rtl');
    expect(block.text('about')).toBe('From English (recognised) to Arabic.');
    expect(block.part('result').hidden).toBe(false);
    expect(block.part('result').closest('[aria-live="polite"]')).not.toBeNull();
    expect(block.text('message')).toBe('');
  });

  test('what a service answers never becomes markup', async () => {
    const [block] = await mount({
      answer: () => ({ translations: [{ text: '<img src=x onerror="window.bad = 1">&eacute;', source: '<b>' }] }),
    });
    await block.type('Hello');
    await block.click('translate');
    expect(block.text('output')).toBe('<img src=x onerror="window.bad = 1">&eacute;');
    expect(block.part('result').querySelector('img, b')).toBeNull();
  });

  test('says that it is at work, and takes one request at a time', async () => {
    const answer = later();
    const [block] = await mount({ answer: () => answer.promise });
    await block.type('Hello');
    await block.click('translate');
    expect(block.text('message')).toBe('Please wait…');
    expect(block.button('translate').getAttribute('aria-disabled')).toBe('true');
    await block.click('translate');
    expect(translations()).toHaveLength(1);
    answer.resolve({ translations: [{ text: 'Bonjour', source: 'en' }] });
    await settle();
    expect(block.button('translate').getAttribute('aria-disabled')).toBe('false');
    expect(block.text('output')).toBe('Bonjour');
  });

  test.each([{ ctrlKey: true }, { metaKey: true }])('Enter with %o translates', async (keys) => {
    const [block] = await mount();
    await block.type('Hello');
    await press(block, {});
    expect(translations()).toHaveLength(0);
    await press(block, keys);
    expect(block.text('output')).toBe('HELLO');
  });

  test('an empty text is not sent', async () => {
    const [block] = await mount();
    await block.type(' \n ');
    await block.click('translate');
    expect(translations()).toHaveLength(0);
    expect(block.text('message')).toBe('Write or paste a text first.');
    expect(document.activeElement).toBe(block.part('text'));
  });

  test('the counter counts, warns once beyond the limit, and such a text is not sent', async () => {
    const [block] = await mount({ maxcharacters: 5 });
    expect(block.text('counter')).toBe('0 of 5 characters');
    await block.type('été𝒙!');
    expect(block.text('counter')).toBe('5 of 5 characters');
    expect(block.part('text').getAttribute('aria-invalid')).toBe('false');
    await block.type('123456');
    expect(block.text('counter')).toBe('6 of 5 characters');
    expect(block.part('text').getAttribute('aria-invalid')).toBe('true');
    expect(block.text('toolong')).toBe('The text is longer than 5 characters. Shorten it, or translate it in parts.');
    const said = block.part('toolong').firstChild;
    await block.type('1234567');
    expect(block.part('toolong').firstChild).toBe(said);
    await block.click('translate');
    expect(translations()).toHaveLength(0);
    await block.type('1234');
    expect(block.text('toolong')).toBe('');
  });

  test('a text that was cleared does not come back with its translation', async () => {
    const answer = later();
    const [block] = await mount({ answer: () => answer.promise });
    await block.type('Hello');
    await block.click('translate');
    await block.click('clear');
    answer.resolve({ translations: [{ text: 'Bonjour', source: 'en' }] });
    await settle();
    expect(block.part('result').hidden).toBe(true);
    expect(block.text('message')).toBe('');
    expect(block.part('text').value).toBe('');
    expect(block.text('counter')).toBe('0 of 10000 characters');
    expect(document.activeElement).toBe(block.part('text'));
  });

  test('copying is what core does with the output', async () => {
    const [block] = await mount();
    const target = block.button('copytoclipboard').dataset.clipboardTarget;
    expect(document.querySelector(target)).toBe(block.part('output'));
  });
});

describe('languages', () => {
  const tags = (select) => [...select.options].map((option) => option.value);
  const enabled = (select) => [...select.options].filter((option) => !option.disabled).map((option) => option.value);

  test('are asked for when the block is needed, once, and not when the page loads', async () => {
    const [first, second] = await mount({ blocks: 2 });
    const asked = () => globalThis.moodle.calls.filter(({ methodname }) => methodname === 'block_aitranslator_languages').length;
    expect(asked()).toBe(0);
    first.part('source').focus();
    await settle();
    first.part('text').focus();
    second.part('text').focus();
    await settle();
    expect(asked()).toBe(1);
    expect(second.part('target').value).toBe('fr');
  });

  test('that the page has already are not asked for', async () => {
    const [block] = await mount();
    block.root.dataset.languages = JSON.stringify({ ...ANY, preferred: 'ar' });
    block.part('text').focus();
    await settle();
    expect(globalThis.moodle.calls).toHaveLength(0);
    expect(block.part('target').value).toBe('ar');
  });

  test('stand in two groups, with the preferred one chosen', async () => {
    const [block] = await mount();
    block.part('text').focus();
    await settle();
    const labels = [...block.part('target').querySelectorAll('optgroup')].map((group) => [group.label, group.children.length]);
    expect(labels).toEqual([['Languages of this site', 2], ['Other languages', 2]]);
    expect(tags(block.part('source'))).toEqual(['', 'fr', 'en', 'ar', 'es']);
    expect(block.part('source').options[0].text).toBe('Recognise the language');
    expect(block.part('target').value).toBe('fr');
  });

  test('that the chosen source does not reach are disabled', async () => {
    const [block] = await mount({ languages: PAIRS });
    block.part('text').focus();
    await settle();
    expect(enabled(block.part('target'))).toEqual(['fr', 'en', 'es']);
    await block.choose('source', 'es');
    expect(enabled(block.part('target'))).toEqual(['en']);
    expect(block.part('target').value).toBe('en');
    await block.choose('source', 'ar');
    expect(block.part('target').value).toBe('');
    await block.type('Hello');
    await block.click('translate');
    expect(block.text('message')).toBe('Choose the language to translate to.');
    expect(translations()).toHaveLength(0);
  });

  test('a language in between is named', async () => {
    const [block] = await mount({ languages: PAIRS });
    await block.type('Hello');
    await block.click('translate');
    expect(block.text('about')).toBe('From English (recognised) to French, by way of Spanish.');
    await block.choose('source', 'en');
    await block.click('translate');
    expect(block.text('about')).toBe('From English to French, by way of Spanish.');
  });

  test('that cannot be had are asked for again', async () => {
    let fails = true;
    const [block] = await mount();
    globalThis.moodle.languages = () => {
      if (fails) {
        throw exception('engineunavailable');
      }
      return ANY;
    };
    block.part('text').focus();
    await settle();
    expect(block.text('message')).toContain('The message of engineunavailable.');
    fails = false;
    await block.click('retry');
    expect(block.text('message')).toBe('');
    expect(block.part('target').value).toBe('fr');
  });

  test('are swapped, and the translation becomes the text', async () => {
    const [block] = await mount();
    await block.type('Hello');
    await block.click('translate');
    await block.click('swap');
    expect([block.part('source').value, block.part('target').value]).toEqual(['fr', 'en']);
    expect(block.part('text').value).toBe('HELLO');
    expect(block.text('counter')).toBe('5 of 10000 characters');
    expect(block.part('result').hidden).toBe(true);
    await block.click('swap');
    expect([block.part('source').value, block.part('target').value]).toEqual(['en', 'fr']);
    expect(block.part('text').value).toBe('HELLO');
  });

  test('are swapped without the translation where the text is another by now', async () => {
    const [block] = await mount();
    await block.type('Hello');
    await block.click('translate');
    await block.type('Hello again');
    await block.click('swap');
    expect(block.part('text').value).toBe('Hello again');
    expect(block.part('target').value).toBe('en');
    expect(block.part('result').hidden).toBe(true);
  });

  test('are not swapped while the source is unknown, or where there is no way back', async () => {
    const [block] = await mount({ languages: PAIRS });
    await block.click('swap');
    expect(block.text('message')).toBe('To swap, choose the language of the text, or translate it first.');
    await block.choose('source', 'en');
    await block.choose('target', 'fr');
    await block.click('swap');
    expect(block.text('message')).toBe('This translation is possible in one direction only.');
    expect([block.part('source').value, block.part('target').value]).toEqual(['en', 'fr']);
  });
});

describe('a failure', () => {
  const failing = async (error) => {
    const [block] = await mount({
      answer: () => {
        throw error;
      },
    });
    await block.type('Hello');
    await block.click('translate');
    return block;
  };

  test('is told in the words of the site, as text, and can be tried again', async () => {
    const block = await failing(exception('quotareached', 'Wait <b>5</b> minutes.'));
    expect(block.part('message').getAttribute('role')).toBe('status');
    expect(block.part('message').querySelector('p').textContent).toBe('Wait <b>5</b> minutes.');
    globalThis.moodle.translate = () => ({ translations: [{ text: 'Bonjour', source: 'en' }] });
    await block.click('retry');
    expect(block.text('output')).toBe('Bonjour');
    expect(block.text('message')).toBe('');
    expect(block.root.contains(document.activeElement)).toBe(true);
  });

  test.each(['nopermissions', 'notconnected', 'texttoolong'])('%s cannot be tried again', async (code) => {
    const block = await failing(exception(code));
    expect(block.text('message')).toContain(`The message of ${code}.`);
    expect(block.button('retry')).toBeNull();
  });

  test.each([
    ['servicerequireslogin', exception('servicerequireslogin')],
    ['invalidsesskey', { error: 'Your session has most likely timed out.', errorcode: 'invalidsesskey' }],
    ['requireloginerror', exception('requireloginerror')],
    ['sessiontimeout', exception('sessiontimeout')],
  ])('%s is an ended session, with a link that reloads and the text still there', async (_, error) => {
    const block = await failing(error);
    expect(block.text('message')).toContain('Your session has ended.');
    expect(block.part('message').querySelector('a').href).toBe(window.location.href);
    expect(block.button('retry')).toBeNull();
    expect(block.part('text').value).toBe('Hello');
  });

  test('of an ended session is not answered by leaving the page', async () => {
    await failing(exception('servicerequireslogin'));
    expect(globalThis.moodle.calls.map((call) => call.nosessionupdate)).toEqual([true, true]);
  });

  test.each([
    ['an empty status', ''],
    ['a status', 'Internal Server Error'],
    ['nothing', undefined],
    ['no JSON', new SyntaxError('Unexpected token <')],
  ])('without an answer of Moodle (%s) is told as such', async (_, error) => {
    const block = await failing(error);
    expect(block.text('message')).toContain('The site did not answer.');
    expect(block.button('retry')).not.toBeNull();
  });

  test('for a whole request has its message in another place', async () => {
    const block = await failing({ error: 'The site is being maintained.', errorcode: 'sitemaintenance' });
    expect(block.text('message')).toContain('The site is being maintained.');
  });
});

describe('the selected text', () => {
  const select = async (element) => {
    document.getSelection().selectAllChildren(element);
    document.dispatchEvent(new Event('selectionchange'));
    await settle();
  };

  test('is put into the form and translated, also after the selection is gone', async () => {
    const [block] = await mount({ content: '<p id="p">A <b>bold</b> word</p>' });
    expect(block.button('selection').getAttribute('aria-disabled')).toBe('true');
    expect(block.part('selectionhint').hidden).toBe(false);
    await select(document.getElementById('p'));
    expect(block.button('selection').getAttribute('aria-disabled')).toBe('false');
    expect(block.part('selectionhint').hidden).toBe(true);
    document.getSelection().removeAllRanges();
    document.dispatchEvent(new Event('selectionchange'));
    await block.click('selection');
    expect(block.part('text').value).toBe('A bold word');
    expect(block.text('output')).toBe('A BOLD WORD');
  });

  test('is not what is selected in a translator', async () => {
    const [block, other] = await mount({ blocks: 2 });
    await select(other.part('selectionhint'));
    expect(block.button('selection').getAttribute('aria-disabled')).toBe('true');
    await block.click('selection');
    expect(block.text('message')).toBe('Select some text on the page first.');
    expect(translations()).toHaveLength(0);
  });

  test('is not listened for after the blocks have left the page', async () => {
    const [block] = await mount({ content: '<p id="p">Words</p>' });
    const paragraph = document.getElementById('p');
    block.root.remove();
    await select(paragraph);
    const { get, subscribe } = await import('block_aitranslator/selection');
    expect(get()).toBe('Words');
    paragraph.textContent = 'Others';
    await select(paragraph);
    expect(get()).toBe('Words');
    const unsubscribe = subscribe(() => {});
    await select(paragraph);
    expect(get()).toBe('Others');
    unsubscribe();
  });
});

describe('two blocks', () => {
  test('have texts and languages of their own', async () => {
    const [first, second] = await mount({ blocks: 2 });
    await first.type('One');
    await second.type('Two');
    await second.choose('target', 'es');
    await first.click('translate');
    expect(first.text('output')).toBe('ONE');
    expect(second.part('result').hidden).toBe(true);
    await second.click('translate');
    expect(translations().map(({ texts, target }) => [texts[0], target])).toEqual([['One', 'fr'], ['Two', 'es']]);
  });

  test('share no id', async () => {
    await mount({ blocks: 2 });
    const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('are wired once, however often they are initialised', async () => {
    const [block] = await mount();
    const { init } = await import('block_aitranslator/translator');
    init(block.root.id);
    init('no such id');
    await block.type('Hello');
    await block.click('translate');
    expect(translations()).toHaveLength(1);
  });
});
