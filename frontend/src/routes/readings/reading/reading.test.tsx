import { act, screen, waitFor, within } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { momentOf } from '../../../i18n/format';
import { fakeTool, json, noNetwork, refusal, streamed } from '../../../test-utils/fake-tool';
import { grade, languages, reading, teacher } from '../../../test-utils/fixtures';
import { openPage } from '../../../test-utils/open-page';

const route = 'POST /api/translate';
const at = '2026-11-20T10:00:00Z';

type Replies = NonNullable<Parameters<typeof fakeTool>[0]>;

const student = (changes = {}) =>
  json(teacher({ role: 'learner', locale: 'en', tools: ['translate', 'reading'], ...changes }));

async function open(replies: Replies = {}) {
  const answer = streamed();
  const tool = fakeTool({ 'GET /api/me': () => student(), [route]: answer.reply, ...replies });
  const user = await openPage();
  await screen.findByRole('heading', { level: 1, name: 'Die Zelle' });
  const sent = async () =>
    (await tool.bodies())
      .filter((_, index) => tool.requests()[index] === route)
      .map((body) => JSON.parse(body));
  return { user, tool, answer, sent };
}

const done = (index: number, text: string, changes = {}) => ({
  index,
  text,
  source: 'de',
  cached: false,
  in_pieces: false,
  ...changes,
});
const end = { model: 'qwen2.5:7b', usage: { input_tokens: 1, output_tokens: 1 } };
const whole = ['<h2>Structure</h2>', '<p>Every cell has a <strong>membrane</strong>.</p>', '<p>More.</p>'];

async function translateInto(user: UserEvent, language: string) {
  await user.click(await screen.findByRole('button', { name: /^Read it in/ }));
  await user.click(screen.getByRole('option', { name: language }));
  await user.click(screen.getByRole('button', { name: 'Translate' }));
}

async function finish(answer: ReturnType<typeof streamed>, texts: readonly string[] = whole) {
  for (const [index, text] of texts.entries())
    await act(() => answer.event('translation', done(index, text)));
  await act(() => answer.event('end', end));
}

const shownIn = (language: string) =>
  [...document.querySelectorAll(`main div[lang="${language}"]`)].map((element) => element.innerHTML);
const status = () => {
  const lines = screen.getAllByRole('status').map((element) => element.parentElement);
  return lines.find((line) => line?.localName === 'p') as HTMLElement;
};

test('a launch of a reading opens its text, with the language of the text for voice and direction', async () => {
  await open({ 'GET /api/reading': () => json(reading({ language: 'ar' })) });
  expect(window.location.hash).toBe('#/reading');
  const heading = screen.getByRole('heading', { level: 1 });
  expect(heading).toHaveAttribute('lang', 'ar');
  expect(heading).toHaveAttribute('dir', 'rtl');
  expect(shownIn('ar')).toHaveLength(4);
  for (const block of document.querySelectorAll('main div[lang="ar"]')) {
    expect(block).toHaveAttribute('dir', 'rtl');
  }
});

test('the title of the text does not become the name of the tab, which the browser remembers', async () => {
  await open();
  expect(document.title).toBe('Read the text · Course tools');
});

test('each paragraph is translated beside its original, as HTML, in the language that was chosen', async () => {
  const { user, answer, sent } = await open();
  await translateInto(user, 'Arabic');
  expect(await sent()).toEqual([
    {
      texts: [reading().blocks[0]?.html, reading().blocks[1]?.html, reading().blocks[3]?.html],
      source: 'de',
      target: 'ar',
      format: 'html',
    },
  ]);
  await finish(answer);
  await screen.findByText('Translated');
  expect(shownIn('ar')).toEqual([whole[0], whole[1], '<hr>', whole[2]]);
  expect(shownIn('de')).toHaveLength(4);
  expect(document.querySelector('main div[lang="ar"]')).toHaveAttribute('dir', 'rtl');
  expect(screen.getByText(/Translated by qwen2.5:7b/)).toBeVisible();
});

test('a paragraph shows while it is made, and only the end of it all is announced', async () => {
  const { user, answer } = await open();
  await translateInto(user, 'English');
  await act(() => answer.event('delta', { index: 0, text: '<h2>Str' }));
  expect(await screen.findByText('Str')).toBeVisible();
  expect(status()).toHaveTextContent('Translating… 1 of 4 paragraphs');
  expect(within(status()).getByRole('status')).toHaveTextContent(/^Translating…$/);
  await act(() => answer.event('reset', { index: 0 }));
  await waitFor(() => expect(screen.queryByText('Str')).toBeNull());
  await finish(answer);
  await waitFor(() => expect(within(status()).getByRole('status')).toHaveTextContent(/^Translated$/));
});

test('a text longer than a call is sent in several, one after the other, in the order of reading', async () => {
  const first = streamed();
  const second = streamed();
  const limits = { texts: 2, characters_per_text: 1000, characters_per_call: 1000 };
  const { user, sent } = await open({
    [route]: [first.reply, second.reply],
    'GET /api/languages': () => json(languages({ limits })),
  });
  await translateInto(user, 'English');
  expect(await sent()).toHaveLength(1);
  await finish(first, whole.slice(0, 2));
  await waitFor(async () => expect((await sent()).map(({ texts }) => texts.length)).toEqual([2, 1]));
  await finish(second, whole.slice(2));
  expect(await screen.findByText('Translated')).toBeVisible();
});

test('cancelling stops the engine and keeps the paragraphs that are whole; translating goes on from there', async () => {
  const first = streamed();
  const second = streamed();
  const { user, sent } = await open({ [route]: [first.reply, second.reply] });
  await translateInto(user, 'English');
  await act(() => first.event('translation', done(0, '<h2>Structure</h2>')));
  await act(() => first.event('delta', { index: 1, text: '<p>Half' }));
  await screen.findByText('Half');
  await user.click(screen.getByRole('button', { name: 'Cancel' }));
  expect(first.aborted()).toBe(true);
  expect(screen.queryByText('Half')).toBeNull();
  expect(screen.getByText('Structure')).toBeVisible();
  expect(screen.getByText('Not all of it is translated.')).toBeVisible();
  expect(screen.getByRole('button', { name: 'Translate' })).toHaveFocus();

  await user.click(screen.getByRole('button', { name: 'Translate' }));
  expect((await sent())[1].texts).toHaveLength(2);
  await finish(second, whole.slice(1));
  expect(await screen.findByText('Translated')).toBeVisible();
});

test('a paragraph that is refused fails alone, and can be tried again alone', async () => {
  const answers = [streamed(), streamed(), streamed(), streamed(), streamed()] as const;
  const { user, sent } = await open({ [route]: answers.map(({ reply }) => reply) });
  const refused = { error: { code: 'engine_refused', message: 'No.', request_id: 'r' } };
  await translateInto(user, 'English');
  await act(() => answers[0].event('error', refused));
  await waitFor(async () => expect(await sent()).toHaveLength(2));
  await finish(answers[1], whole.slice(0, 1));
  await waitFor(async () => expect(await sent()).toHaveLength(3));
  await act(() => answers[2].event('error', refused));
  await waitFor(async () => expect(await sent()).toHaveLength(4));
  await finish(answers[3], whole.slice(2));

  expect(await screen.findByText('Translated, but for these paragraphs: 1')).toBeVisible();
  expect(screen.getByText('This text was not translated')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Try again: paragraph 2' }));
  expect((await sent())[4].texts).toEqual([reading().blocks[1]?.html]);
  await finish(answers[4], whole.slice(1, 2));
  expect(await screen.findByText('Translated')).toBeVisible();
});

test('what stops all of it is told once, and trying again sends what is left', async () => {
  const first = streamed();
  const second = streamed();
  const { user, sent } = await open({ [route]: [first.reply, second.reply] });
  await translateInto(user, 'English');
  await act(() => first.event('translation', done(0, '<h2>Structure</h2>')));
  await act(() => first.close());
  await screen.findByText('The connection broke off');
  expect(screen.getAllByRole('alert')).toHaveLength(1);
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect((await sent())[1].texts).toHaveLength(2);
  await finish(second, whole.slice(1));
  expect(await screen.findByText('Translated')).toBeVisible();
  expect(screen.queryByRole('alert')).toBeNull();
});

test('an answer that ends without some of the paragraphs is no whole translation', async () => {
  const { user, answer } = await open();
  await translateInto(user, 'English');
  await finish(answer, whole.slice(0, 1));
  expect(await screen.findByText('Something unexpected answered')).toBeVisible();
  expect(screen.queryByText('Translated')).toBeNull();
});

test('the translation alone still shows the original of what is not translated', async () => {
  const { user, answer } = await open();
  await translateInto(user, 'English');
  await act(() => answer.event('translation', done(0, '<h2>Structure</h2>')));
  await user.click(screen.getByRole('button', { name: 'Cancel' }));
  await user.click(screen.getByRole('button', { name: 'Translation only' }));
  expect(screen.queryByText('Aufbau')).toBeNull();
  expect(screen.getByText('Structure')).toBeVisible();
  expect(screen.getByText('Membran')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Original only' }));
  expect(screen.getByText('Aufbau')).toBeVisible();
  expect(screen.queryByText('Structure')).toBeNull();
});

test('paragraphs that were put together from parts are told of', async () => {
  const { user, answer } = await open();
  await translateInto(user, 'English');
  await act(() => answer.event('translation', done(0, 'x', { in_pieces: true })));
  expect(await screen.findByText(/Some paragraphs were translated in parts/)).toBeVisible();
});

test('a language is offered only where the engine has a way from that of the text', async () => {
  const pairs = [
    { source: 'de', target: 'en', via: null },
    { source: 'de', target: 'fr', via: 'en' },
    { source: 'es', target: 'ca', via: null },
  ];
  const { user } = await open({
    'GET /api/languages': () => json(languages({ languages: ['ca', 'de', 'en', 'es', 'fr'], pairs })),
  });
  await user.click(await screen.findByRole('button', { name: /^Read it in/ }));
  expect(screen.getAllByRole('option').map((option) => option.textContent)).toEqual(['English', 'French']);
  await user.click(screen.getByRole('option', { name: 'French' }));
  expect(screen.getByText('By way of English; the wording may be poorer.')).toBeVisible();
});

test('where nothing translates the text is there to read all the same', async () => {
  await open({ 'GET /api/languages': () => refusal(503, 'no_engine') });
  expect(await screen.findByText('Translation is not set up here yet')).toBeVisible();
  expect(screen.getByText('Aufbau')).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Translate' })).toBeNull();
});

test('where the engine has no way from the language of the text, nothing offers to translate it', async () => {
  const pairs = [{ source: 'es', target: 'ca', via: null }];
  const { tool } = await open({ 'GET /api/languages': () => json(languages({ pairs })) });
  await waitFor(() => expect(tool.requests()).toContain('GET /api/languages'));
  expect(await screen.findByText('Aufbau')).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Translate' })).toBeNull();
});

test('a link of the text opens beside the course', async () => {
  const { user } = await open();
  const link = screen.getByRole('link', { name: 'hier' });
  link.addEventListener('click', (event) => event.preventDefault());
  await user.click(link);
  expect(link).toHaveAttribute('target', '_blank');
  expect(link).toHaveAttribute('rel', 'noopener noreferrer');
});

test('who says that they have read it sees when, and that the grade will be sent', async () => {
  const waiting = grade({ state: 'waiting', next_attempt: '2026-11-20T10:05:00Z' });
  const { user, tool } = await open({
    'POST /api/reading/done': () => json({ done_at: at, grade: waiting }),
  });
  await user.click(screen.getByRole('button', { name: 'I have read this' }));
  const time = momentOf(new Date(at), 'en');
  expect(await screen.findByText(`You have read this: ${time}`)).toBeVisible();
  expect(
    screen.getByText(/Your grade is kept and will be sent to the gradebook\. Next attempt:/),
  ).toBeVisible();
  expect(screen.queryByRole('button', { name: 'I have read this' })).toBeNull();
  expect(screen.getByText(`You have read this: ${time}`).closest('[role="status"]')).toHaveFocus();
  expect(tool.requests()).toContain('POST /api/reading/done');
});

test.each([
  [grade({ state: 'sent', sent_at: at }), /Your grade is in the gradebook\. Sent:/],
  [grade({ state: 'failed', reason: 'line_item_gone' }), /could not be sent .* Its column was deleted there/],
  [grade({ state: 'failed', reason: 'not_gradable' }), /The platform takes no grade for you/],
  [grade({ state: 'failed', reason: 'not_granted' }), /does not let this tool write grades/],
  [grade({ state: 'failed', reason: 'refused' }), /The platform refused it/],
  [grade({ state: 'failed', reason: 'given_up' }), /It did not arrive there for two weeks/],
  [grade({ state: 'failed', reason: 'of a newer tool' }), /The platform refused it/],
])('the grade %j is told in plain words', async (given, words) => {
  await open({ 'GET /api/reading': () => json(reading({ progress: { done_at: at, grade: given } })) });
  expect(screen.getByText(words)).toBeVisible();
});

test('without a grade nothing is said of one', async () => {
  const given = reading({ graded: false, progress: { done_at: null, grade: grade() } });
  await open({ 'GET /api/reading': () => json(given) });
  expect(
    screen.getByText('Your teacher sees that you have read it. There is no grade for it.'),
  ).toBeVisible();
});

test('an error while saying so leaves the button, to try again', async () => {
  const { user } = await open({
    'POST /api/reading/done': [noNetwork, () => json({ done_at: at, grade: grade() })],
  });
  await user.click(screen.getByRole('button', { name: 'I have read this' }));
  await user.click(await screen.findByRole('button', { name: 'Try again' }));
  expect(await screen.findByText(/^You have read this:/)).toBeVisible();
});

test.each([
  [{ role: 'instructor' }, /Nothing is recorded for teachers/],
  [{ user: { ...teacher().user, id: null } }, /did not say who you are/],
  [{ role: 'none' }, /Only for students of the course/],
])('for %j nothing is recorded, and the page says why', async (me, words) => {
  await open({
    'GET /api/me': () => student(me),
    'GET /api/reading': () => json(reading({ recorded: false, progress: null })),
  });
  expect(screen.getByText(words)).toBeVisible();
  expect(screen.queryByRole('button', { name: 'I have read this' })).toBeNull();
});

test.each([
  ['no_reading', 'This activity has no text'],
  ['reading_not_found', 'The text is not there'],
])('a launch with %s says so', async (code, title) => {
  fakeTool({ 'GET /api/me': () => student(), 'GET /api/reading': () => refusal(404, code) });
  await openPage();
  expect(await screen.findByText(title)).toBeVisible();
});

test('only who may edit the text can', async () => {
  await open();
  expect(screen.queryByRole('button', { name: 'Edit the text' })).toBeNull();
});

const editable = () => json(reading({ editable: true, recorded: false, progress: null }));

test('a teacher edits the text where it is read, and the focus comes back', async () => {
  const changed = reading({ editable: true, recorded: false, progress: null, title: 'Zellen' });
  const { user, tool } = await open({
    'GET /api/reading': editable,
    'PUT /api/reading': () => json(changed),
  });
  await user.click(screen.getByRole('button', { name: 'Edit the text' }));
  const title = await screen.findByRole('textbox', { name: 'Title' });
  expect(title).toHaveFocus();
  expect(screen.getByRole('textbox', { name: 'Text' })).toHaveTextContent('Jede Zelle hat eine Membran.');
  await user.clear(title);
  await user.type(title, ' Zellen ');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByRole('heading', { level: 1, name: 'Zellen' })).toBeVisible();
  expect(screen.getByText('The text is saved.')).toBeVisible();
  expect(screen.getByRole('button', { name: 'Edit the text' })).toHaveFocus();
  const body = (await tool.bodies())[tool.requests().indexOf('PUT /api/reading')];
  expect(JSON.parse(body ?? '')).toEqual({
    title: 'Zellen',
    language: 'de',
    html: reading()
      .blocks.map(({ html }) => html)
      .join(''),
  });
});

test('discarding brings the text back as it was', async () => {
  const { user } = await open({ 'GET /api/reading': editable });
  await user.click(screen.getByRole('button', { name: 'Edit the text' }));
  await user.type(await screen.findByRole('textbox', { name: 'Title' }), ' und mehr');
  await user.click(screen.getByRole('button', { name: 'Discard the changes' }));
  expect(screen.getByRole('heading', { level: 1, name: 'Die Zelle' })).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Edit the text' }));
  expect(await screen.findByRole('textbox', { name: 'Title' })).toHaveValue('Die Zelle');
});

test('what was edited is still there after an error and after a reload', async () => {
  const replies = { 'GET /api/reading': editable, 'PUT /api/reading': () => refusal(403, 'not_editable') };
  const { user } = await open(replies);
  await user.click(screen.getByRole('button', { name: 'Edit the text' }));
  await user.type(await screen.findByRole('textbox', { name: 'Title' }), ' und mehr');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('This text is edited in another course')).toBeVisible();
  expect(screen.getByRole('textbox', { name: 'Title' })).toHaveValue('Die Zelle und mehr');

  await openPage('#/reading');
  await user.click(await screen.findByRole('button', { name: 'Edit the text' }));
  expect(await screen.findByText('What you wrote before is here again.')).toBeVisible();
  expect(screen.getByRole('textbox', { name: 'Title' })).toHaveValue('Die Zelle und mehr');
});
