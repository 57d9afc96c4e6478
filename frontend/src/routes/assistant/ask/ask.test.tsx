import { act, createEvent, fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { Answer, Source } from '../../../api/assistant-types';
import { timeOfDay } from '../../../i18n/format';
import { fakeTool, json, noNetwork, refusal, streamed } from '../../../test-utils/fake-tool';
import { assistant, source, teacher } from '../../../test-utils/fixtures';
import { openPage, openTool } from '../../../test-utils/open-page';

const title = 'Ask about the course';
const route = 'POST /api/ask';
const status = 'GET /api/assistant';

type Replies = NonNullable<Parameters<typeof fakeTool>[0]>;

const me = (role: 'learner' | 'instructor') => () =>
  json(teacher({ role, tools: ['ask', 'translate', 'index'] }));

/** The page of a student, whose questions are answered by the test. */
async function open(replies: Replies = {}) {
  const answer = streamed();
  const tool = fakeTool({ 'GET /api/me': me('learner'), [route]: answer.reply, ...replies });
  const user = await openTool(title);
  await screen.findByRole('textbox', { name: 'Your question' });
  return {
    user,
    tool,
    answer,
    ...hands(answer),
    sent: async () => JSON.parse((await tool.bodies()).at(-1) ?? ''),
  };
}

function hands(stream: ReturnType<typeof streamed>) {
  const tell = (event: string, data: object) => act(() => stream.event(event, data));
  return {
    tell,
    finish: async (changes: Partial<Answer>, sources: Source[] = [source()]) => {
      await tell('sources', { sources });
      await tell('answer', { kind: 'generated', text: '', cited: [], model: 'qwen2.5:7b', ...changes });
    },
  };
}

const field = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Your question' });
const button = (name: string) => screen.getByRole('button', { name });
const turn = (question = 'What is a cell?') => screen.getByRole('article', { name: question });
const said = () => screen.getByRole('status');

async function begin(user: UserEvent, question = 'What is a cell?') {
  await user.type(field(), `${question}{Enter}`);
}

test('Enter asks, Shift and Enter begin a new line, and the field is free for the next question', async () => {
  const { user, sent } = await open();
  await user.type(field(), 'What is{Shift>}{Enter}{/Shift}a cell? {Enter}');
  expect(await sent()).toEqual({ question: 'What is\na cell?', history: [] });
  expect(field()).toHaveValue('');
  expect(field()).toHaveFocus();
  expect(said()).toHaveTextContent('Looking in the files of the course…');
});

test.each([{ isComposing: true }, { keyCode: 229 }])(
  'an Enter that an input method takes, as in %j, asks nothing',
  async (pressed) => {
    const { user } = await open();
    await user.type(field(), '日本');
    fireEvent(field(), createEvent.keyDown(field(), { key: 'Enter', ...pressed }));
    expect(field()).toHaveValue('日本');
    expect(screen.queryByRole('article')).toBeNull();
  },
);

test('nothing to ask is said at the field, which takes the focus', async () => {
  const { user, tool } = await open();
  await user.type(field(), '  ');
  await user.click(button('Ask'));
  expect(field()).toHaveFocus();
  expect(field()).toHaveAccessibleDescription(/Write a question first\./);
  await user.type(field(), 'a');
  expect(field()).not.toHaveAccessibleDescription(/first\./);
  expect(tool.requests()).not.toContain(route);
});

test('a question over the limit stays whole but is not sent', async () => {
  const { user, tool } = await open();
  await user.click(field());
  await user.paste('é👋'.repeat(500));
  expect(screen.getByText('1,000 / 1,000 characters')).toBeVisible();
  expect(field()).not.toBeInvalid();
  await user.paste('!');
  expect(field()).toHaveAccessibleDescription(/Shorten it to at most 1,000 characters\./);
  await user.click(button('Ask'));
  expect(tool.requests()).not.toContain(route);
});

test('the answer shows while it is written, and is announced only when it is whole', async () => {
  const { user, tell } = await open();
  await begin(user);
  await tell('sources', { sources: [source()] });
  await tell('delta', { text: 'A small ' });
  await tell('delta', { text: 'room [1]' });
  expect(await within(turn()).findByText(/^A small room/)).toBeVisible();
  expect(turn()).toHaveAttribute('aria-busy', 'true');
  expect(said()).toHaveTextContent('Answering…');
  const live = turn().querySelector('[aria-live="polite"]');
  expect(live).toBeEmptyDOMElement();
  expect(within(turn()).queryByRole('button', { name: /^Source/ })).toBeNull();

  await tell('answer', {
    kind: 'generated',
    text: 'The smallest living part [1].',
    cited: [1],
    model: 'qwen',
  });
  await waitFor(() => expect(live).toHaveTextContent('The smallest living part [1].'));
  expect(within(turn()).queryByText(/^A small room/)).toBeNull();
  expect(turn()).toHaveAttribute('aria-busy', 'false');
  expect(said()).toHaveTextContent('Answered');
  expect(within(turn()).getByText(/^Written by qwen from the files of the course/)).toBeVisible();
});

test('a citation leads to its source, which says where it stands and opens in Moodle', async () => {
  const { user, finish } = await open();
  await begin(user);
  const two = source({ number: 2, file: 'reader.pdf', place: { kind: 'page', number: 1204 } });
  await finish({ text: '- It **lives [2]**.\n- It eats [1].', cited: [1, 2] }, [
    source(),
    two,
    source({ number: 3 }),
  ]);
  await user.click(await screen.findByRole('button', { name: 'Source 2: reader.pdf' }));
  const cards = within(turn()).getByRole('list', { name: 'Sources' });
  const [first, second, ...others] = within(cards).getAllByRole('listitem');
  expect(others).toEqual([]);
  expect(second).toHaveFocus();
  expect(second).toHaveTextContent('Page 1,204');
  expect(first).toHaveTextContent('Biology basics · Week 1: slides · Slide 3');
  expect(first).toHaveTextContent('Mitochondria are the powerhouse of the cell.');
  const link = within(first ?? cards).getByRole('link', { name: 'Open in Moodle: cells.pptx' });
  expect(link).toHaveAttribute('href', 'https://moodle.example/mod/resource/view.php?id=7');
  expect(link).toHaveAttribute('target', '_blank');
  expect(link.getAttribute('rel')).toContain('noopener');
});

test.each([
  [{ kind: 'sheet', name: 'Data' } as const, 'Sheet “Data”'],
  [{ kind: 'chapter', title: 'Growth' } as const, 'Chapter “Growth”'],
  [null, 'Biology basics · Week 1: slides'],
])('the place %j is said in words', async (place, words) => {
  const { user, finish } = await open();
  await begin(user);
  await finish({ text: 'Yes [1].' }, [source({ place })]);
  const card = await within(turn()).findByRole('listitem');
  const told = card.textContent.slice(0, card.textContent.indexOf('Mitochondria'));
  expect(told).toMatch(new RegExp(`${words}$`));
});

test('an answer that cites nothing shows all that was found', async () => {
  const { user, finish } = await open();
  await begin(user);
  await finish({ text: 'Yes.' }, [source(), source({ number: 2 })]);
  await within(turn()).findByText('Yes.');
  expect(within(turn()).getAllByRole('link')).toHaveLength(2);
});

test('a source that is an activity itself is named once', async () => {
  const { user, finish } = await open();
  await begin(user);
  await finish({ text: 'Yes [1].' }, [source({ file: 'Cells', activity: 'Cells', place: null })]);
  const card = within(await within(turn()).findByRole('listitem'));
  expect(card.getAllByText(/Cells/)).toEqual([card.getByText('Cells')]);
  expect(card.getByText('Biology basics')).toBeVisible();
});

test('what is no source is no citation, and what is no web address no link', async () => {
  const { user, finish } = await open();
  await begin(user);
  await finish({ text: 'See [999] and [1].', cited: [1, 999] }, [source({ url: 'javascript:alert(1)' })]);
  expect(await within(turn()).findByText('[999]')).toBeVisible();
  expect(within(turn()).getAllByRole('button')).toEqual([button('Source 1: cells.pptx')]);
  expect(within(turn()).queryByRole('link')).toBeNull();
});

test('markup in a question, an answer, a name or a passage is shown as the text that it is', async () => {
  const evil = '<img src=x onerror=alert(1)>';
  const { user, tell, finish } = await open();
  await begin(user, evil);
  await tell('delta', { text: `${evil}\n\n- ${evil}` });
  expect(await within(turn(evil)).findAllByText(evil)).toHaveLength(3);
  await finish({ text: `**${evil}** [1]`, model: evil }, [
    source({
      file: evil,
      activity: evil,
      section: evil,
      excerpt: evil,
      place: { kind: 'chapter', title: evil },
    }),
  ]);
  await screen.findByRole('button', { name: `Source 1: ${evil}` });
  expect(turn(evil).querySelector('img, script')).toBeNull();
  expect(turn(evil).textContent?.split(evil)).toHaveLength(1 + 7);
});

test('what is written from right to left is shown so, whatever the language of the page', async () => {
  const { user, finish } = await open();
  await begin(user, 'ما هي الخلية؟');
  const file = 'خلية.pdf';
  const [section, activity] = ['أساسيات', 'الأسبوع 1'];
  await finish({ text: 'غرفة صغيرة [1].\n\n- حية' }, [source({ file, section, activity, excerpt: 'غرفة' })]);
  const answer = await screen.findByText(/^غرفة صغيرة/);
  for (const element of [answer, turn('ما هي الخلية؟').querySelector('h2'), screen.getByText(file)]) {
    expect(element).toHaveAttribute('dir', 'auto');
  }
  expect(screen.getByText('حية').parentElement).toHaveAttribute('dir', 'auto');
  for (const part of [section, activity, 'Slide 3']) {
    expect(screen.getByText(part).tagName).toBe('BDI');
  }
  expect(field()).toHaveAttribute('dir', 'auto');
});

test('a question that nothing answers is told so, and that the teacher sees it', async () => {
  const { user, finish } = await open();
  await begin(user);
  await finish({ kind: 'unknown', text: 'whatever', model: null });
  const live = await within(turn()).findByText('I don’t know.');
  expect(live.closest('[aria-live]')).toHaveTextContent(/Its teachers may see that the question is open/);
  expect(screen.queryByText('whatever')).toBeNull();
  expect(within(turn()).queryByRole('list', { name: 'Sources' })).toBeNull();
});

test('a teacher is not told to look for a question that is not kept', async () => {
  const { user, finish } = await open({ 'GET /api/me': me('instructor') });
  await begin(user);
  await finish({ kind: 'unknown', text: '', model: null });
  expect(await within(turn()).findByText(/What teachers ask is not listed/)).toBeVisible();
});

test('without a language model the passages are the answer, and are called so', async () => {
  const { user, finish } = await open({ [status]: () => json(assistant({ model: null })) });
  expect(screen.getByText(/^There is no language model here/)).toBeVisible();
  await begin(user);
  await finish({ kind: 'extracts', text: '', model: null }, [
    source(),
    source({ number: 2, excerpt: 'Walls' }),
  ]);
  expect(await within(turn()).findByText('Passages from the course, no generated answer')).toBeVisible();
  expect(within(turn()).getByText('Walls')).toBeVisible();
  expect(within(turn()).queryByText(/^Written by/)).toBeNull();
});

test('a question goes with the six answers before it, and none that was no answer in words', async () => {
  const streams = Array.from({ length: 9 }, () => streamed());
  const { user, sent } = await open({ [route]: streams.map(({ reply }) => reply) });
  for (const [index, stream] of streams.slice(0, 8).entries()) {
    await begin(user, `Q${index}`);
    await hands(stream).finish(index === 7 ? { kind: 'unknown', text: 'No.' } : { text: `A${index}` });
    await waitFor(() => expect(turn(`Q${index}`)).toHaveAttribute('aria-busy', 'false'));
  }
  await begin(user, 'And now?');
  expect((await sent()).history).toEqual(
    [1, 2, 3, 4, 5, 6].map((index) => ({ question: `Q${index}`, answer: `A${index}` })),
  );
});

test('stopping ends the engine’s work, keeps what came, and leaves the focus where one can go on', async () => {
  const second = streamed();
  const first = streamed();
  const { user, tool } = await open({ [route]: [first.reply, second.reply] });
  await begin(user);
  await hands(first).tell('delta', { text: 'A small' });
  await user.click(button('Stop'));
  expect(first.aborted()).toBe(true);
  expect(within(turn()).getByText('A small')).toBeVisible();
  expect(within(turn()).getByText('Unfinished')).toBeVisible();
  expect(said()).toHaveTextContent('Stopped');
  expect(field()).toHaveFocus();

  await user.click(button('Ask again'));
  expect(field()).toHaveFocus();
  await hands(second).finish({ text: 'A small room.' });
  expect(await within(turn()).findByText('A small room.')).toBeVisible();
  expect(screen.getAllByRole('article')).toHaveLength(1);
  expect(tool.requests().filter((request) => request === route)).toHaveLength(2);
});

test('Escape stops, and a second question waits until the first is answered', async () => {
  const { user, tool, answer } = await open();
  await begin(user);
  await begin(user, 'And why?');
  expect(field()).toHaveValue('And why?');
  expect(tool.requests().filter((request) => request === route)).toHaveLength(1);
  await user.keyboard('{Escape}');
  expect(answer.aborted()).toBe(true);
});

test('a stream that is cut in the middle keeps what came, and the question can be asked again', async () => {
  const first = streamed();
  const second = streamed();
  const { user, sent } = await open({ [route]: [first.reply, second.reply] });
  await begin(user);
  await hands(first).tell('sources', { sources: [source(), source({ number: 2 })] });
  await hands(first).tell('delta', { text: 'A small [1]' });
  await act(() => first.cut());
  const alert = await screen.findByRole('alert');
  expect(within(alert).getByText('The connection broke off')).toBeVisible();
  expect(within(turn()).getByText('Unfinished')).toBeVisible();
  expect(within(turn()).getAllByRole('link')).toHaveLength(1);
  await user.click(within(alert).getByRole('button', { name: 'Try again' }));
  expect(screen.queryByRole('alert')).toBeNull();
  expect(await sent()).toEqual({ question: 'What is a cell?', history: [] });
  expect(field()).toHaveFocus();
});

test('an allowance that is used up says from when on one can ask again', async () => {
  vi.useFakeTimers({ now: new Date(2026, 10, 22, 10, 0), toFake: ['Date'] });
  const { user } = await open({
    [route]: () => {
      const answer = refusal(429, 'quota_exceeded');
      answer.headers.set('Retry-After', '7200');
      return answer;
    },
  });
  await begin(user);
  const help = await screen.findByText(/^The allowance is used up\. Your question stays here\./);
  expect(help).toHaveTextContent(`possible again at ${timeOfDay(new Date(2026, 10, 22, 12, 0), 'en')}`);
  expect(screen.getByText('No more can be asked for now')).toBeVisible();
});

test.each([
  [413, 'history_too_long', 'The conversation has become too long'],
  [502, 'engine_refused', 'This question was not answered'],
  [503, 'search_failed', 'The files of the course could not be searched'],
  [409, 'not_indexed_yet', 'No file of this course is indexed yet'],
  [409, 'index_outdated', 'The index of this course is not up to date'],
  [503, 'access_unknown', 'Moodle cannot be asked right now'],
  [403, 'instructor_only', 'This page is for teachers'],
])('%i %s is explained in the words of the assistant, or else of the page', async (code, name, words) => {
  const { user } = await open({ [route]: () => refusal(code, name) });
  await begin(user);
  expect(await screen.findByText(words)).toBeVisible();
});

test('a question that cannot be asked again as it stands is back in the field', async () => {
  const { user } = await open({ [route]: () => refusal(413, 'question_too_long') });
  await begin(user, 'Long?');
  await waitFor(() => expect(field()).toHaveValue('Long?'));
  expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  await user.click(button('Start over'));
  expect(field()).toHaveValue('Long?');
  expect(screen.queryByRole('article')).toBeNull();
});

test.each(['engine_refused', 'answer_cut'])(
  'a question whose answer ended with %s is back in the field, to be changed',
  async (code) => {
    const { user, tell } = await open();
    await begin(user);
    await tell('error', { error: { code, message: 'No.', request_id: 'r' } });
    await waitFor(() => expect(field()).toHaveValue('What is a cell?'));
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  },
);

test('starting over leaves nothing, and stops what runs', async () => {
  const { user, answer } = await open();
  expect(screen.queryByRole('button', { name: 'Start over' })).toBeNull();
  await begin(user);
  await user.click(button('Start over'));
  expect(answer.aborted()).toBe(true);
  expect(screen.queryByRole('article')).toBeNull();
  expect(field()).toHaveFocus();
  expect(Object.keys(window.sessionStorage)).toEqual(['moodle-aws.session']);
});

test('an answer goes on while its reader looks at another page', async () => {
  const { user, finish } = await open();
  await begin(user);
  await user.type(field(), 'And then');
  await user.click(screen.getByRole('link', { name: 'Overview' }));
  await finish({ text: 'A small room [1].' });
  await user.click(await screen.findByRole('link', { name: new RegExp(`^${title}`) }));
  expect(await screen.findByText(/^A small room/)).toBeVisible();
  expect(field()).toHaveValue('And then');
});

test('the conversation outlives a reload, with an answer that was under way as far as it came', async () => {
  const first = streamed();
  const second = streamed();
  const { user } = await open({ [route]: [first.reply, second.reply] });
  await begin(user);
  await hands(first).finish({ text: 'A small room [1].', cited: [1] });
  await screen.findByText(/^A small room/);
  await begin(user, 'And why?');
  await hands(second).tell('delta', { text: 'Because' });
  await openPage('#/ask');
  expect(second.aborted()).toBe(true);
  expect(await screen.findByRole('button', { name: 'Source 1: cells.pptx' })).toBeVisible();
  expect(within(turn('And why?')).getByText('Because')).toBeVisible();
  expect(within(turn('And why?')).getByText('Unfinished')).toBeVisible();
  expect(button('Ask again')).toBeVisible();
});

test('another launch in the same tab begins without the conversation of the last one', async () => {
  const { user, finish } = await open();
  await begin(user);
  await finish({ text: 'A small room.' });
  await screen.findByText('A small room.');
  await openTool(title);
  await screen.findByRole('textbox');
  expect(screen.queryByRole('article')).toBeNull();
});

test.each(['{', '5', '[{"question":5}]', '[null]', '[{"question":"q","text":"t","sources":[],"answer":{}}]'])(
  'a kept %s is no conversation',
  async (kept) => {
    window.sessionStorage.setItem('moodle-aws.session', JSON.stringify({ token: 't', returnUrl: null }));
    window.sessionStorage.setItem('moodle-aws.session.conversation', kept);
    fakeTool({ 'GET /api/me': me('learner') });
    await openPage('#/ask');
    await screen.findByRole('textbox', { name: 'Your question' });
    expect(screen.queryByRole('article')).toBeNull();
  },
);

test('a browser that blocks storage still has a conversation', async () => {
  vi.spyOn(window, 'sessionStorage', 'get').mockImplementation(() => {
    throw new DOMException('The operation is insecure.', 'SecurityError');
  });
  const { user, finish } = await open();
  await begin(user);
  await finish({ text: 'A small room.' });
  expect(await screen.findByText('A small room.')).toBeVisible();
});

async function openWith(role: 'learner' | 'instructor', changes: Parameters<typeof assistant>[0]) {
  fakeTool({ 'GET /api/me': me(role), [status]: () => json(assistant(changes)) });
  return openTool(title);
}

test.each([
  ['learner', 'no_course', 'This was not opened from a Moodle course', /inside a course/],
  ['learner', 'not_indexed', 'No file of this course is indexed yet', /if it stays so, tell your teacher/],
  ['instructor', 'not_indexed', 'No file of this course is indexed yet', /moodle-aws site token/],
  [
    'learner',
    'index_outdated',
    'The index of this course is not up to date',
    /tell your teacher, who can see/,
  ],
  ['instructor', 'index_outdated', 'The index of this course is not up to date', /The index shows why/],
  ['learner', null, 'The assistant is not available here', /^Tell your teacher/],
] as const)('a %s where there is %s reads why', async (role, reason, words, help) => {
  await openWith(role, { available: false, reason, indexed_files: 0, model: null });
  expect(await screen.findByText(words)).toBeVisible();
  expect(screen.getByText(help)).toBeVisible();
  expect(screen.queryByRole('textbox')).toBeNull();
});

test('beside the question stands for how long one that stays open is kept', async () => {
  await openWith('learner', {});
  const kept = /kept until nobody has asked them for 180 days/;
  expect(await screen.findByText(kept)).toHaveTextContent(/go to this service’s language model/);
  await openWith('learner', { model: null });
  expect(await screen.findByText(kept)).not.toHaveTextContent(/go to/);
});

const unindexed = { available: false, reason: 'not_indexed', indexed_files: 0 } as const;

test('before anything is indexed a student can look again, and a teacher is led to the index', async () => {
  fakeTool({
    'GET /api/me': me('learner'),
    // React mounts everything twice, so it asks twice.
    [status]: [() => json(assistant(unindexed)), () => json(assistant(unindexed)), () => json(assistant())],
  });
  const user = await openTool(title);
  await user.click(await screen.findByRole('button', { name: 'Look again' }));
  expect(await screen.findByRole('textbox')).toBeVisible();

  await openWith('instructor', unindexed);
  const link = await screen.findByRole('link', { name: 'To the index of the course' });
  expect(link).toHaveAttribute('href', '#/index');
});

test('of a hidden course only those who teach it may ask', async () => {
  await openWith('learner', { course_visible: false });
  expect(await screen.findByText('This course is hidden')).toBeVisible();
  expect(screen.queryByRole('textbox')).toBeNull();
  await openWith('instructor', { course_visible: false });
  expect(await screen.findByRole('textbox')).toBeVisible();
  expect(screen.getByText(/^You can ask; students can when/)).toBeVisible();
});

test('a status that did not come can be asked for again', async () => {
  fakeTool({ 'GET /api/me': me('learner'), [status]: [noNetwork, noNetwork, () => json(assistant())] });
  const user = await openTool(title);
  await user.click(await screen.findByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('textbox')).toBeVisible();
});

test('a session that ended meanwhile gives way to the screen that says so', async () => {
  const { user } = await open({ [route]: () => refusal(401, 'session_expired') });
  await begin(user);
  expect(await screen.findByRole('heading', { level: 1, name: 'Your session has ended' })).toBeVisible();
  expect(Object.keys(window.sessionStorage)).toEqual([]);
});
