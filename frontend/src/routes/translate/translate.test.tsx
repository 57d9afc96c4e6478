import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { timeOfDay } from '../../i18n/format';
import { fakeTool, json, noAnswer, noNetwork, refusal, streamed } from '../../test-utils/fake-tool';
import { languages, teacher } from '../../test-utils/fixtures';
import { openTool } from '../../test-utils/open-page';

const title = 'Translate';
const offered = 'GET /api/languages';
const route = 'POST /api/translate';

type Replies = NonNullable<Parameters<typeof fakeTool>[0]>;

/** Portuguese is what this person reads; the page itself is in English. */
const reader = () => json(teacher({ role: 'learner', locale: 'pt-BR' }));

const pairs = [
  { source: 'ca', target: 'es', via: null },
  { source: 'en', target: 'es', via: null },
  { source: 'es', target: 'ca', via: null },
  { source: 'es', target: 'pt', via: null },
  { source: 'en', target: 'ca', via: 'es' },
];
const apertium = () =>
  json(languages({ model: 'apertium 3.8.3', languages: ['ca', 'en', 'es', 'pt'], pairs, glossary: false }));

async function open(replies: Replies = {}) {
  const answer = streamed();
  const tool = fakeTool({ 'GET /api/me': reader, [route]: answer.reply, ...replies });
  const user = await openTool(title);
  await screen.findByRole('textbox', { name: 'Text to translate' });
  const tell = (event: string, data: object) => act(() => answer.event(event, { index: 0, ...data }));
  return {
    user,
    tool,
    answer,
    tell,
    finish: async (text: string, changes: object = {}) => {
      await tell('translation', { text, source: 'en', cached: false, in_pieces: false, ...changes });
      await tell('end', { model: 'qwen2.5:7b', usage: { input_tokens: 1, output_tokens: 1 } });
    },
    sent: async () => JSON.parse((await tool.bodies()).at(-1) ?? ''),
  };
}

const field = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Text to translate' });
const button = (name: string) => screen.getByRole('button', { name });
const from = () => screen.getByRole('button', { name: /^Translate from / });
const to = () => screen.getByRole('button', { name: /^Translate to / });
const result = () => screen.getByRole('region', { name: 'Translation' });
const status = () => within(result()).getByRole('status');

async function write(user: UserEvent, text: string) {
  await user.click(field());
  await user.paste(text);
}

/** Cloudscape's lists go by the old codes of keys, which `userEvent.keyboard` leaves out. */
function press(key: string, keyCode: number) {
  fireEvent.keyDown(document.activeElement ?? document.body, { key, keyCode });
}

async function choose(user: UserEvent, select: HTMLElement, language: string) {
  await user.click(select);
  await user.click(screen.getByRole('option', { name: language }));
}

async function begin(user: UserEvent, text = 'Good morning') {
  await write(user, text);
  await user.click(button('Translate'));
}

test.each([
  ['pt-BR', 'Translate to Portuguese'],
  ['de', 'Übersetzen in Deutsch'],
  ['tlh', 'Translate to English'],
])('a person whose platform speaks %s reads "%s"', async (locale, name) => {
  fakeTool({ 'GET /api/me': () => json(teacher({ locale })) });
  await openTool(locale === 'de' ? 'Übersetzen' : title);
  expect(await screen.findByRole('button', { name })).toBeVisible();
});

test('the languages of the person come first, and the others by name', async () => {
  const { user } = await open();
  await user.click(to());
  expect(screen.getAllByRole('option').map((option) => option.textContent)).toEqual([
    'English',
    'Portuguese',
    'Arabic',
    'French',
    'German',
    'Spanish',
    'Ukrainian',
  ]);
});

test('a language is found by typing', async () => {
  const { user } = await open();
  await user.click(to());
  await user.type(screen.getByRole('combobox', { name: 'Find a language' }), 'ukr');
  expect(screen.getAllByRole('option')).toHaveLength(1);
  press('ArrowDown', 40);
  press('Enter', 13);
  expect(to()).toHaveAccessibleName('Translate to Ukrainian');
});

test('what is written is sent as it stands, with the languages that are chosen', async () => {
  const { user, sent } = await open();
  await choose(user, from(), 'French');
  await choose(user, to(), 'German');
  await begin(user, ' Bonjour\n\nà tous ');
  expect(await sent()).toEqual({
    texts: [' Bonjour\n\nà tous '],
    source: 'fr',
    target: 'de',
    format: 'text',
  });
});

test('the translation shows while it is made, and is announced only when it is whole', async () => {
  const { user, tell, finish } = await open();
  await begin(user);
  expect(status()).toHaveTextContent('Translating…');
  expect(result()).toHaveAttribute('aria-busy', 'true');
  await tell('delta', { text: 'Bom ' });
  await tell('delta', { text: 'dia' });
  const live = result().querySelector('[aria-live="polite"]');
  expect(await within(result()).findByText('Bom dia')).toBeVisible();
  expect(live).toBeEmptyDOMElement();

  await finish('Bom dia!');
  await waitFor(() => expect(live).toHaveTextContent('Bom dia!'));
  expect(within(result()).queryByText('Bom dia')).toBeNull();
  expect(status()).toHaveTextContent('Translated from English');
  expect(result()).toHaveAttribute('aria-busy', 'false');
  expect(screen.getByText('Detected: English')).toBeVisible();
  expect(screen.getByText('Translated by qwen2.5:7b. Machine translation can be wrong.')).toBeVisible();
});

test('a reset takes back what was shown', async () => {
  const { user, tell } = await open();
  await begin(user);
  await tell('delta', { text: 'Nonsense' });
  await within(result()).findByText('Nonsense');
  await tell('reset', {});
  await waitFor(() => expect(within(result()).queryByText('Nonsense')).toBeNull());
  await tell('delta', { text: 'Bom dia' });
  expect(await within(result()).findByText('Bom dia')).toBeVisible();
});

test.each([
  [{ source: null }, 'Translated'],
  [{ source: 'pt' }, 'This text is already in Portuguese.'],
])('a translation with %j says "%s"', async (changes, text) => {
  const { user, finish } = await open();
  await begin(user);
  await finish('Bom dia', changes);
  await waitFor(() => expect(status()).toHaveTextContent(new RegExp(`^${text}$`)));
});

test('a translation that was put together from parts says so', async () => {
  const { user, finish } = await open();
  await begin(user);
  await finish('Bom dia', { in_pieces: true });
  expect(await screen.findByText(/^Parts of it were translated by themselves/)).toBeVisible();
});

test('cancelling stops the engine, keeps what came, and leaves the focus where one can go on', async () => {
  const { user, tell, answer } = await open();
  await begin(user);
  await tell('delta', { text: 'Bom' });
  await user.click(button('Cancel'));
  expect(answer.aborted()).toBe(true);
  expect(within(result()).getByText('Bom')).toBeVisible();
  expect(within(result()).getByText('Unfinished')).toBeVisible();
  expect(status()).toHaveTextContent('Cancelled');
  expect(screen.queryByRole('alert')).toBeNull();
  expect(button('Translate')).toHaveFocus();
  expect(field()).toHaveValue('Good morning');
});

test('Escape cancels from anywhere, but in an open list it closes the list', async () => {
  const { user, answer } = await open();
  await begin(user);
  await user.click(to());
  press('Escape', 27);
  expect(to()).toHaveAttribute('aria-expanded', 'false');
  expect(answer.aborted()).toBe(false);
  await user.keyboard('{Escape}');
  expect(answer.aborted()).toBe(true);
});

test.each(['Control', 'Meta'])(
  '%s and Enter translate from the keyboard; Enter alone is a new line',
  async (key) => {
    const { user, sent } = await open();
    await user.type(field(), `One{Enter}two{${key}>}{Enter}{/${key}}`);
    expect(status()).toHaveTextContent('Translating…');
    expect(await sent()).toMatchObject({ texts: ['One\ntwo'] });
  },
);

test('nothing to translate is said at the field, which takes the focus', async () => {
  const { user, tool } = await open();
  await user.click(button('Translate'));
  expect(field()).toHaveFocus();
  expect(field()).toHaveAccessibleDescription(/Write or paste a text first\./);
  await user.type(field(), 'a');
  expect(field()).not.toHaveAccessibleDescription(/first\./);
  expect(tool.requests()).not.toContain(route);
});

test('the counter counts as the tool does, and a text over the limit stays whole but is not sent', async () => {
  const limits = { texts: 100, characters_per_text: 10, characters_per_call: 50_000 };
  const { user, tool } = await open({ [offered]: () => json(languages({ limits })) });
  await write(user, '👋🏽 é');
  expect(screen.getByText('4 / 10 characters')).toBeVisible();
  await user.paste(' 1234567');
  expect(screen.getByText('12 / 10 characters')).toBeVisible();
  expect(field()).toHaveValue('👋🏽 é 1234567');
  expect(field()).toBeInvalid();
  expect(field()).toHaveAccessibleDescription(
    /Shorten it, or translate it in parts of at most 10 characters\./,
  );
  await user.click(button('Translate'));
  expect(field()).toHaveFocus();
  expect(tool.requests()).not.toContain(route);
});

test('a person who cannot see the counter is told when the limit is near', async () => {
  const { user } = await open();
  await write(user, 'a'.repeat(9_000));
  expect(screen.queryByText(/close to the limit/)).toBeNull();
  await user.paste('a');
  expect(screen.getByText('You are close to the limit of 10,000 characters.')).toBeInTheDocument();
});

test('swapping turns round the languages and the texts, and back again', async () => {
  const { user, finish, sent } = await open();
  await begin(user);
  await finish('Bom dia');
  await within(result()).findByText('Bom dia');
  await user.click(button('Swap languages'));
  expect(from()).toHaveAccessibleName('Translate from Portuguese');
  expect(to()).toHaveAccessibleName('Translate to English');
  expect(field()).toHaveValue('Bom dia');
  expect(within(result()).getByText('Good morning')).toHaveAttribute('lang', 'en');
  expect(screen.queryByText(/^Translated by/)).toBeNull();
  await user.click(button('Swap languages'));
  expect(field()).toHaveValue('Good morning');
  await user.click(button('Translate'));
  expect(await sent()).toMatchObject({ texts: ['Good morning'], source: 'en', target: 'pt' });
});

test('languages that cannot be swapped say why', async () => {
  const { user, tool } = await open({ [offered]: apertium });
  expect(button('Swap languages')).toHaveAccessibleDescription('Choose the language of the text first.');
  await choose(user, from(), 'Spanish');
  await choose(user, to(), 'Portuguese');
  expect(button('Swap languages')).toHaveAttribute('aria-disabled', 'true');
  expect(button('Swap languages')).toHaveAccessibleDescription(
    'There is no way back: Portuguese to Spanish is not offered here.',
  );
  expect(tool.requests()).not.toContain(route);
});

test('the translation is copied, and the field cleared', async () => {
  const { user, finish } = await open();
  expect(screen.queryByRole('button', { name: 'Clear' })).toBeNull();
  await begin(user);
  await finish('Bom dia');
  await user.click(await screen.findByRole('button', { name: 'Copy translation' }));
  expect(await navigator.clipboard.readText()).toBe('Bom dia');
  await user.click(button('Clear'));
  expect(field()).toHaveValue('');
  expect(field()).toHaveFocus();
  expect(result()).toHaveTextContent('The translation appears here.');
});

test('a language that is written from right to left is shown so', async () => {
  const { user, tell, finish } = await open();
  expect(field()).toHaveAttribute('dir', 'auto');
  await choose(user, to(), 'Arabic');
  await begin(user);
  await tell('delta', { text: 'صباح' });
  const partial = await within(result()).findByText('صباح');
  expect([partial.lang, partial.dir]).toEqual(['ar', 'rtl']);
  await finish('صباح الخير');
  const whole = await within(result()).findByText('صباح الخير');
  expect([whole.lang, whole.dir]).toEqual(['ar', 'rtl']);
});

test('an engine with pairs offers only what it can do', async () => {
  const { user } = await open({ [offered]: apertium });
  const options = () => screen.getAllByRole('option').map((option) => option.textContent);
  await user.click(from());
  expect(options()).toEqual(['Detect language', 'English', 'Catalan', 'Spanish']);
  await user.click(screen.getByRole('option', { name: 'Catalan' }));
  expect(to()).toHaveAccessibleName('Translate to Spanish');
  await user.click(to());
  expect(options()).toEqual(['Spanish']);
});

test('a way by another language is said, also when the source was recognised', async () => {
  const { user, finish } = await open({ [offered]: apertium });
  const note = 'By way of Spanish; the wording may be poorer.';
  await choose(user, to(), 'Catalan');
  expect(screen.queryByText(note)).toBeNull();
  await begin(user);
  await finish('Bon dia');
  expect(await screen.findByText(note)).toBeVisible();
  await choose(user, from(), 'Spanish');
  expect(screen.queryByText(note)).toBeNull();
  await choose(user, from(), 'English');
  expect(screen.getByText(note)).toBeVisible();
});

test('the languages are as they were when one comes back to the page', async () => {
  const { user } = await open();
  await choose(user, from(), 'French');
  await choose(user, to(), 'German');
  await user.click(screen.getByRole('link', { name: 'Overview' }));
  await user.click(await screen.findByRole('link', { name: /^Translate/ }));
  await screen.findByRole('textbox');
  expect(from()).toHaveAccessibleName('Translate from French');
  expect(to()).toHaveAccessibleName('Translate to German');
  expect(Object.keys(window.sessionStorage)).toEqual(['moodle-aws.session']);
});

test('leaving the page stops the engine', async () => {
  const { user, answer } = await open();
  await begin(user);
  await user.click(screen.getByRole('link', { name: 'Overview' }));
  await waitFor(() => expect(answer.aborted()).toBe(true));
});

test.each([
  [400, 'pair_unsupported', 'Choose another language to translate from or to.', false],
  [413, 'text_too_long', 'Shorten it, or translate it in parts.', false],
  [413, 'call_too_long', 'Shorten it, or translate it in parts.', false],
  [413, 'request_too_large', 'Shorten it, or translate it in parts.', false],
  [422, 'engine_refused', /^A content filter stopped it\. Change the wording/, false],
  [429, 'quota_exceeded', 'The allowance is used up. Your text stays here.', true],
  [429, 'site_quota_exceeded', /^All people of your school or course platform together/, true],
  [429, 'engine_busy', 'Your text stays here. Try again in a moment.', true],
  [502, 'engine_failed', /Try again in a few minutes/, true],
  [502, 'engine_unreachable', /Try again in a few minutes/, true],
  [502, 'answer_unusable', /Try again in a few minutes/, true],
  [502, 'engine_misconfigured', 'Tell your teacher or administrator the details below.', true],
  [502, 'answer_cut', /Translate it in shorter parts\.$/, false],
  [503, 'engine_not_ready', 'Try again in a minute.', true],
  [503, 'store_unavailable', /tell your teacher or administrator/, true],
  [504, 'engine_timeout', 'Try again later, or with a shorter text.', true],
])('%i %s says what to do, keeps the text and can be passed on', async (code, name, help, retry) => {
  const { user } = await open({ [route]: () => refusal(code, name) });
  await begin(user);
  const alert = await screen.findByRole('alert');
  expect(within(alert).getByText(help)).toBeVisible();
  expect(within(alert).getByText(`request-of-${name}`)).toBeVisible();
  expect(within(alert).queryAllByRole('button', { name: 'Try again' })).toHaveLength(retry ? 1 : 0);
  expect(field()).toHaveValue('Good morning');
});

test('a source that was not recognised is to be chosen, in the field that has the focus then', async () => {
  const { user } = await open({ [route]: () => refusal(400, 'language_unknown') });
  await begin(user);
  expect(await screen.findByText('Choose it under “Translate from”, then translate again.')).toBeVisible();
  expect(from()).toHaveFocus();
});

test.each([
  [7_230, (moment: Date) => `at ${timeOfDay(moment, 'en')}.`],
  [86_400 * 3, () => 'on Nov 25, 2026, '],
])('an allowance that is used up for %i s says from when on there is a new one', async (seconds, text) => {
  vi.useFakeTimers({ now: new Date(2026, 10, 22, 10, 0), toFake: ['Date'] });
  const { user } = await open({
    [route]: () => {
      const answer = refusal(429, 'quota_exceeded');
      answer.headers.set('Retry-After', String(seconds));
      return answer;
    },
  });
  await begin(user);
  const again = text(new Date(2026, 10, 22, 12, 1));
  expect(await screen.findByText(/^The allowance is used up/)).toHaveTextContent(
    `This is possible again ${again}`,
  );
});

test('a failure on the way keeps what came and can be tried again', async () => {
  const first = streamed();
  const second = streamed();
  const { user, tool } = await open({ [route]: [first.reply, second.reply] });
  await begin(user);
  await act(() => first.event('delta', { index: 0, text: 'Bom' }));
  await act(() =>
    first.event('error', { error: { code: 'engine_timeout', message: 'Silence.', request_id: 'r-1' } }),
  );
  const alert = await screen.findByRole('alert');
  expect(within(alert).getByText('The translation took too long')).toBeVisible();
  expect(within(result()).getByText('Bom')).toBeVisible();
  expect(within(result()).getByText('Unfinished')).toBeVisible();
  await user.click(within(alert).getByRole('button', { name: 'Try again' }));
  expect(screen.queryByRole('alert')).toBeNull();
  expect(screen.queryByText('Unfinished')).toBeNull();
  expect(button('Translate')).toHaveFocus();
  expect(tool.requests().filter((request) => request === route)).toHaveLength(2);
});

test('a stream that ends before its end is told', async () => {
  const { user, tell, answer } = await open();
  await begin(user);
  await tell('delta', { text: 'Bom dia' });
  await act(() => answer.close());
  expect(await screen.findByText('The connection broke off')).toBeVisible();
  expect(within(result()).getByText('Unfinished')).toBeVisible();
});

test('a tool that cannot be reached is told', async () => {
  const { user } = await open({ [route]: noNetwork });
  await begin(user);
  expect(await screen.findByText('The tool cannot be reached')).toBeVisible();
});

test('a session that ended meanwhile gives way to the screen that says so', async () => {
  const { user } = await open({ [route]: () => refusal(401, 'session_expired') });
  await begin(user);
  expect(await screen.findByRole('heading', { level: 1, name: 'Your session has ended' })).toBeVisible();
});

const noEngine = () => refusal(503, 'no_engine', 'Start the tool with --engine.');

test('a student of a site without an engine is told whom to tell, and nothing of its settings', async () => {
  fakeTool({ 'GET /api/me': reader, [offered]: noEngine });
  await openTool(title);
  expect(await screen.findByText('Translation is not set up here yet')).toBeVisible();
  expect(screen.getByText('Tell your teacher or administrator.')).toBeVisible();
  expect(screen.queryByText('Start the tool with --engine.')).toBeNull();
  expect(screen.queryByRole('textbox')).toBeNull();
});

test.each(['instructor', 'administrator'] as const)('an %s is told what is to be done', async (role) => {
  fakeTool({ 'GET /api/me': () => json(teacher({ role })), [offered]: noEngine });
  await openTool(title);
  expect(await screen.findByText('Start the tool with --engine.')).toHaveAttribute('lang', 'en');
  expect(screen.getByText('request-of-no_engine')).toBeVisible();
});

test('an engine that has no pair is as good as none', async () => {
  fakeTool({ [offered]: () => json(languages({ languages: [], pairs: [] })) });
  await openTool(title);
  expect(await screen.findByText('Translation is not set up here yet')).toBeVisible();
});

test('while the languages are on their way the page says that it loads', async () => {
  fakeTool({ [offered]: noAnswer });
  await openTool(title);
  expect(screen.getByRole('status')).toHaveTextContent('Loading…');
});

test('languages that did not come can be asked for again', async () => {
  fakeTool({ [offered]: [noNetwork, noNetwork, () => json(languages())] });
  const user = await openTool(title);
  await user.click(await screen.findByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('textbox', { name: 'Text to translate' })).toBeVisible();
});

test('a text is still there for somebody who looks at another page and comes back', async () => {
  fakeTool();
  const user = await openTool('Translate');
  const text = await screen.findByRole('textbox', { name: 'Text to translate' });
  await user.type(text, 'Half a thought');
  await user.click(screen.getByRole('link', { name: 'Overview' }));
  await user.click(await screen.findByRole('link', { name: /^Translate/ }));
  expect(await screen.findByRole('textbox', { name: 'Text to translate' })).toHaveValue('Half a thought');
});
