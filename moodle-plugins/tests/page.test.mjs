import { describe, expect, test } from 'vitest';
import { ANY, LIMITS, answerAll, exception, later, mount, settle, translations } from './block.mjs';

const paragraphs = (count, text = (index) => `Part ${index}`) =>
  Array.from({ length: count }, (_, index) => `<p>${text(index + 1)}</p>`).join('');
const content = () => document.querySelector('[role="main"]');
const texts = () => [...content().querySelectorAll('p')].map((paragraph) => paragraph.textContent);
const visible = (block) =>
  ['page', 'cancel', 'goon', 'restore'].filter((name) => !block.button(name).closest('[hidden]'));

/** Answers one by one. */
const queue = () => {
  const waiting = [];
  const answer = (args) => {
    const made = later();
    waiting.push({ ...made, args, give: async () => {
      made.resolve(answerAll(args));
      await settle();
    } });
    return made.promise;
  };
  return { waiting, answer };
};

describe('translating the page', () => {
  test('translates every part, announces it, and gives the original back', async () => {
    const [block] = await mount({ content: '<h2>Été</h2><p>Read <a href="x">this</a> &amp; <b>that</b></p>' });
    const html = content().innerHTML;
    const nodes = [...content().querySelectorAll('*')];
    await block.click('page');
    expect(content().innerHTML).toBe(
      '<h2 lang="fr" dir="ltr">ÉTÉ</h2><p lang="fr" dir="ltr"><b>THAT</b> &amp; <a href="x">THIS</a>READ </p>',
    );
    expect(block.part('pagemessage').getAttribute('role')).toBe('status');
    expect(block.text('pagemessage')).toBe('Parts of the page translated: 2.');
    expect(visible(block)).toEqual(['restore']);
    expect(document.activeElement).toBe(block.button('restore'));
    await block.click('restore');
    expect(content().innerHTML).toBe(html);
    expect([...content().querySelectorAll('*')]).toEqual(nodes);
    expect(block.text('pagemessage')).toBe('The page is in its original language again.');
    expect(visible(block)).toEqual(['page']);
    expect(document.activeElement).toBe(block.button('page'));
    await block.click('page');
    expect(block.text('pagemessage')).toBe('Parts of the page translated: 2.');
  });

  test('sends HTML with the chosen languages, and sets the direction', async () => {
    const [block] = await mount({ content: '<p>A <b>part</b></p>' });
    await block.choose('source', 'en');
    await block.choose('target', 'ar');
    await block.click('page');
    expect(translations()).toEqual([
      { contextid: 42, texts: ['A <span id="1">part</span>'], target: 'ar', source: 'en', format: 'html' },
    ]);
    expect(content().querySelector('p').dir).toBe('rtl');
  });

  test('leaves the blocks of the plugin alone, wherever they stand', async () => {
    const [block] = await mount({ content: paragraphs(1) });
    content().append(block.root.parentElement);
    const html = block.root.querySelector('label').outerHTML;
    await block.click('page');
    expect(translations().flatMap((call) => call.texts)).toEqual(['Part 1']);
    expect(block.root.querySelector('label').outerHTML).toBe(html);
  });

  test('says when there is nothing, each time', async () => {
    const [block] = await mount({ content: '<pre>code</pre>' });
    await block.click('page');
    expect(block.text('pagemessage')).toBe('There is nothing to translate on this page.');
    await block.click('page');
    expect(block.text('pagemessage')).toBe('There is nothing to translate on this page.');
    expect(translations()).toHaveLength(0);
  });
});

describe('the calls', () => {
  test('have at most 12 parts, and two are on their way at a time', async () => {
    const { waiting, answer } = queue();
    const [block] = await mount({ content: paragraphs(40), answer });
    await block.click('page');
    expect(waiting.map(({ args }) => args.texts.length)).toEqual([12, 12]);
    await waiting[1].give();
    expect(waiting).toHaveLength(3);
    expect(texts().slice(10, 14)).toEqual(['Part 11', 'Part 12', 'PART 13', 'PART 14']);
    await waiting[0].give();
    await waiting[2].give();
    await waiting[3].give();
    expect(waiting.map(({ args }) => args.texts.length)).toEqual([12, 12, 12, 4]);
    expect(waiting.flatMap(({ args }) => args.texts)).toEqual(Array.from({ length: 40 }, (_, index) => `Part ${index + 1}`));
    expect(block.text('pagemessage')).toBe('Parts of the page translated: 40.');
  });

  test('have at most 4,000 characters, except for one longer part', async () => {
    const lengths = [1500, 1500, 1500, 5000, 4000, 1];
    const [block] = await mount({ content: lengths.map((length) => `<p>${'x'.repeat(length)}</p>`).join('') });
    await block.click('page');
    const sent = translations().map((call) => call.texts.map((text) => text.length));
    expect(sent).toEqual([[1500, 1500], [1500], [5000], [4000], [1]]);
  });

  test('keep to the limits of the service', async () => {
    const limits = { texts: 3, characterspertext: 20, characterspercall: 30 };
    const languages = { ...ANY, limits };
    const lengths = [10, 10, 10, 10, 21, 20, 1];
    const [block] = await mount({ languages, content: lengths.map((length) => `<p>${'x'.repeat(length)}</p>`).join('') });
    await block.click('page');
    expect(translations().map((call) => call.texts.map((text) => text.length))).toEqual([[10, 10, 10], [10, 20], [1]]);
    expect(block.text('pagemessage')).toBe('Parts of the page translated: 6. Left as they were: 1.');
  });

  test('are none if every part is too long, and the page can be tried again', async () => {
    const languages = { ...ANY, limits: { ...LIMITS, characterspertext: 3 } };
    const [block] = await mount({ languages, content: paragraphs(2) });
    await block.click('page');
    expect(block.text('pagemessage')).toBe('Parts of the page translated: 0. Left as they were: 2.');
    expect(visible(block)).toEqual(['page']);
    await block.click('page');
    expect(translations()).toHaveLength(0);
  });
});

describe('progress', () => {
  test('is shown while it lasts', async () => {
    const { waiting, answer } = queue();
    const [block] = await mount({ content: paragraphs(30), answer });
    await block.click('page');
    expect(block.text('pagemessage')).toBe('The page is being translated.');
    expect(visible(block)).toEqual(['cancel']);
    expect(document.activeElement).toBe(block.button('cancel'));
    expect([block.part('bar').value, block.part('bar').max]).toEqual([0, 30]);
    await waiting[0].give();
    expect([block.part('bar').value, block.part('bar').max]).toEqual([12, 30]);
    expect(block.text('count')).toBe('12 of 30 parts');
    await waiting[1].give();
    await waiting[2].give();
    expect(block.part('progress').hidden).toBe(true);
  });

  test('an answer without the marks of its part leaves the part, and is counted', async () => {
    const [block] = await mount({
      content: '<p>One <b>two</b></p><p>Three</p>',
      answer: (args) => ({
        translations: args.texts.map(() => ({ text: 'mots<script>window.bad = 1</script>', source: 'en' })),
      }),
    });
    await block.click('page');
    expect(texts()).toEqual(['One two', 'Three']);
    expect(block.text('pagemessage')).toBe('Parts of the page translated: 0. Left as they were: 2.');
  });

  test('an answer that is too short leaves the rest', async () => {
    const [block] = await mount({
      content: paragraphs(2),
      answer: () => ({ translations: [{ text: 'Partie', source: 'en' }] }),
    });
    await block.click('page');
    expect(texts()).toEqual(['Partie', 'Part 2']);
    expect(block.text('pagemessage')).toBe('Parts of the page translated: 1. Left as they were: 1.');
  });
});

describe('stopping', () => {
  test('keeps what is done, ignores what is on its way, and can go on', async () => {
    const { waiting, answer } = queue();
    const [block] = await mount({ content: paragraphs(30), answer });
    await block.click('page');
    await waiting[0].give();
    await block.click('cancel');
    expect(block.text('pagemessage')).toBe('Stopped. Parts of the page translated: 12 of 30.');
    expect(visible(block)).toEqual(['goon', 'restore']);
    expect(document.activeElement).toBe(block.button('goon'));
    await waiting[1].give();
    await waiting[2].give();
    expect(texts().filter((text) => text.startsWith('PART'))).toHaveLength(12);
    expect(waiting).toHaveLength(3);
    await block.click('goon');
    expect(waiting.slice(3).map(({ args }) => args.texts[0])).toEqual(['Part 13', 'Part 25']);
    await waiting[3].give();
    await waiting[4].give();
    expect(block.text('pagemessage')).toBe('Parts of the page translated: 30.');
    await block.click('restore');
    expect(texts()[29]).toBe('Part 30');
  });

  test('before anything is done leaves the page as it is', async () => {
    const { waiting, answer } = queue();
    const [block] = await mount({ content: paragraphs(3), answer });
    await block.click('page');
    await block.click('cancel');
    expect(visible(block)).toEqual(['page']);
    await waiting[0].give();
    expect(texts()).toEqual(['Part 1', 'Part 2', 'Part 3']);
    await block.click('page');
    await waiting[1].give();
    expect(block.text('pagemessage')).toBe('Parts of the page translated: 3.');
  });
});

describe('an error', () => {
  /** Fails at the second call. */
  const failing = (error) => {
    let calls = 0;
    return async (args) => {
      if (++calls === 2) {
        throw error;
      }
      return answerAll(args);
    };
  };

  test('stops; "Go on" continues with the rest', async () => {
    const [block] = await mount({ content: paragraphs(30), answer: failing(exception('quotareached')) });
    await block.click('page');
    expect(block.text('pagemessage')).toBe('The message of quotareached.');
    expect(texts().filter((text) => text.startsWith('PART'))).toHaveLength(12);
    expect(visible(block)).toEqual(['goon', 'restore']);
    const before = translations().length;
    await block.click('goon');
    expect(translations().slice(before).flatMap((call) => call.texts)[0]).toBe('Part 13');
    expect(texts().every((text) => text.startsWith('PART'))).toBe(true);
    expect(block.text('pagemessage')).toBe('Parts of the page translated: 30.');
  });

  test('of permissions cannot go on', async () => {
    const [block] = await mount({ content: paragraphs(30), answer: failing(exception('nopermissions')) });
    await block.click('page');
    expect(visible(block)).toEqual(['restore']);
  });

  test('of an ended session offers to reload', async () => {
    const [block] = await mount({ content: paragraphs(30), answer: failing({ error: 'x', errorcode: 'invalidsesskey' }) });
    await block.click('page');
    expect(block.text('pagemessage')).toContain('Your session has ended.');
    expect(block.part('pagemessage').querySelector('a')).not.toBeNull();
    expect(visible(block)).toEqual(['restore']);
  });

  test('of the network is told as such', async () => {
    const [block] = await mount({ content: paragraphs(3), answer: async () => Promise.reject('') });
    await block.click('page');
    expect(block.text('pagemessage')).toBe('The site did not answer. Check your connection, then try again.');
    expect(visible(block)).toEqual(['page']);
  });

  test('of the consent asks for it before it goes on', async () => {
    const [block] = await mount({ content: paragraphs(30), answer: failing(exception('consentmissing')) });
    await block.click('page');
    await block.click('goon');
    expect(block.part('consent').hidden).toBe(false);
    await block.click('accept');
    expect(block.text('pagemessage')).toBe('Parts of the page translated: 30.');
  });

  const ofonetext = ['languageunknown', 'pairunsupported', 'enginerefused', 'servicelimit', 'texttoolong'];
  test.each(ofonetext)('%s makes that call one by one, and leaves what fails', async (code) => {
    const [block] = await mount({
      content: paragraphs(14, (index) => (index === 3 ? 'Xyz' : `Part ${index}`)),
      answer: async (args) => {
        if (args.texts.includes('Xyz')) {
          throw exception(code);
        }
        return answerAll(args);
      },
    });
    await block.click('page');
    expect(translations().map((call) => call.texts.length).sort((a, b) => b - a)).toEqual([12, 2, ...Array(12).fill(1)]);
    expect(texts()[2]).toBe('Xyz');
    expect(block.text('pagemessage')).toBe('Parts of the page translated: 13. Left as they were: 1.');
  });

  test('of another kind in the middle of one by one stops, and nothing is lost or done twice', async () => {
    let broken = true;
    const [block] = await mount({
      content: paragraphs(5),
      answer: async (args) => {
        if (args.texts.length > 1) {
          throw exception('languageunknown');
        }
        if (args.texts[0] === 'Part 3' && broken) {
          throw exception('engineunavailable');
        }
        return answerAll(args);
      },
    });
    await block.click('page');
    expect(texts()).toEqual(['PART 1', 'PART 2', 'Part 3', 'Part 4', 'Part 5']);
    broken = false;
    await block.click('goon');
    expect(texts()).toEqual(['PART 1', 'PART 2', 'PART 3', 'PART 4', 'PART 5']);
    expect(block.text('pagemessage')).toBe('Parts of the page translated: 5.');
  });

  test('with the languages is told, and can be tried again', async () => {
    const [block] = await mount({ content: paragraphs(1) });
    globalThis.moodle.languages = () => {
      throw exception('serviceunreachable');
    };
    await block.click('page');
    expect(block.text('pagemessage')).toContain('The message of serviceunreachable.');
    globalThis.moodle.languages = () => ANY;
    block.part('pagemessage').querySelector('button').click();
    await settle();
    expect(texts()).toEqual(['PART 1']);
  });
});

describe('two blocks', () => {
  test('show the same translation of the page', async () => {
    const { waiting, answer } = queue();
    const [first, second] = await mount({ blocks: 2, content: paragraphs(3), answer });
    await first.click('page');
    expect(visible(second)).toEqual(['cancel']);
    await waiting[0].give();
    expect(second.text('pagemessage')).toBe('Parts of the page translated: 3.');
    await second.click('restore');
    expect(texts()[0]).toBe('Part 1');
    expect(visible(first)).toEqual(['page']);
    expect(waiting).toHaveLength(1);
  });

  test('one that has left the page is not told any more', async () => {
    const [first, second] = await mount({ blocks: 2, content: paragraphs(1) });
    second.root.remove();
    await first.click('page');
    const { page } = await import('block_aitranslator/page');
    expect(page.listeners.size).toBe(1);
  });
});
