import { describe, expect, test } from 'vitest';
import { exception, mount, settle, translations } from './block.mjs';

const ask = async (options) => {
  const blocks = await mount({ consented: false, content: '<p>Words</p>', ...options });
  await blocks[0].type('Hello');
  await blocks[0].click('translate');
  return blocks;
};

describe('consent', () => {
  test('is asked for before anything is sent, and has the focus', async () => {
    const [block] = await ask();
    expect(block.part('consent').hidden).toBe(false);
    expect(document.activeElement).toBe(block.part('consent'));
    expect(block.text('consent')).toContain('Your text is sent to an artificial intelligence.');
    expect(translations()).toHaveLength(0);
  });

  test('accepted, what was asked goes on, and the focus goes back', async () => {
    const [block] = await ask();
    await block.click('accept');
    expect(block.part('consent').hidden).toBe(true);
    expect(document.activeElement).toBe(block.button('translate'));
    expect(block.text('output')).toBe('HELLO');
    await block.click('translate');
    expect(translations()).toHaveLength(2);
  });

  test('declined, nothing is sent, and it is asked for again next time', async () => {
    const [block] = await ask();
    await block.click('decline');
    expect(block.part('consent').hidden).toBe(true);
    expect(block.text('message')).toBe('Nothing was sent. To translate, accept the policy.');
    expect(translations()).toHaveLength(0);
    expect(block.button('translate').getAttribute('aria-disabled')).toBe('false');
    await block.click('translate');
    expect(block.part('consent').hidden).toBe(false);
    await block.click('accept');
    expect(block.text('output')).toBe('HELLO');
  });

  test('where languages wait for it too, nothing is said before, and they come after it', async () => {
    const [block] = await mount({ consented: false });
    const { languages } = globalThis.moodle;
    let accepted = false;
    globalThis.moodle.languages = () => {
      if (!accepted) {
        throw exception('consentmissing');
      }
      return languages();
    };
    globalThis.moodle.acceptPolicy = async () => {
      accepted = true;
    };
    await block.type('Hello');
    expect(block.text('message')).toBe('');
    await block.click('translate');
    await block.click('accept');
    expect(block.text('output')).toBe('HELLO');
    expect(block.part('target').value).toBe('fr');
  });

  test('that cannot be saved is not given', async () => {
    const [block] = await ask();
    globalThis.moodle.acceptPolicy = async () => {
      throw exception('nopermissions', 'You cannot accept.');
    };
    await block.click('accept');
    expect(block.part('consent').hidden).toBe(false);
    expect(block.text('consentmessage')).toBe('You cannot accept.');
    expect(translations()).toHaveLength(0);
    globalThis.moodle.acceptPolicy = async () => ({});
    await block.click('accept');
    expect(block.text('output')).toBe('HELLO');
  });

  test('counts for every block of the page', async () => {
    const [first, second] = await ask({ blocks: 2 });
    await second.click('page');
    expect(second.part('consent').hidden).toBe(false);
    await first.click('accept');
    expect(second.part('consent').hidden).toBe(true);
    expect(first.text('output')).toBe('HELLO');
    expect(second.text('pagemessage')).toBe('Parts of the page translated: 1.');
  });

  test('is asked for one thing at a time in a block', async () => {
    const [block] = await ask();
    await block.click('page');
    expect(document.activeElement).toBe(block.part('consent'));
    await block.click('accept');
    expect(translations().map(({ format }) => format)).toEqual(['text']);
  });

  test('that the site has lost is asked for again', async () => {
    const [block] = await mount({
      answer: () => {
        throw exception('consentmissing');
      },
    });
    await block.type('Hello');
    await block.click('translate');
    expect(block.text('message')).toContain('The message of consentmissing.');
    globalThis.moodle.translate = () => ({ translations: [{ text: 'Bonjour', source: 'en' }] });
    await block.click('retry');
    expect(block.part('consent').hidden).toBe(false);
    await block.click('accept');
    await settle();
    expect(block.text('output')).toBe('Bonjour');
  });
});
