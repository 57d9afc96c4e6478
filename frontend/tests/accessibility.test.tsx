import { act, screen } from '@testing-library/react';
import axe from 'axe-core';
import { expect, test } from 'vitest';
import { tools } from '../src/routes/tools';
import { fakeTool, json, noAnswer, noNetwork, refusal, streamed } from '../src/test-utils/fake-tool';
import {
  anonymous,
  assistant,
  connection,
  courseIndex,
  progress,
  reading,
  source,
  teacher,
} from '../src/test-utils/fixtures';
import { openPage, openTool } from '../src/test-utils/open-page';

type Case = { name: string; fragment?: string; replies?: Parameters<typeof fakeTool>[0]; shows: string };

const heldBack = connection({ product: 'moodle', released: { name: false, email: false } });
const failedRoute = 'GET /api/connection';
const launched = { token: 'the-bearer', returnUrl: null };

/** A service that offers every page. */
const offering = (replies: Parameters<typeof fakeTool>[0] = {}) =>
  fakeTool({ 'GET /api/me': () => json(teacher({ tools: Object.keys(tools) })), ...replies });

const cases: Case[] = [
  { name: 'opening', replies: { 'GET /api/me': noAnswer }, shows: 'Opening your activity…' },
  { name: 'not launched', fragment: '', shows: 'Open this tool from your course' },
  {
    name: 'ended',
    replies: { 'GET /api/me': () => refusal(401, 'session_expired') },
    shows: 'Your session has ended',
  },
  {
    name: 'refused',
    replies: { 'POST /api/session': () => refusal(401, 'code_invalid') },
    shows: 'code_invalid',
  },
  { name: 'no network', replies: { 'POST /api/session': noNetwork }, shows: 'The tool cannot be reached' },
  { name: 'home', shows: 'Hello, Tessa' },
  { name: 'home, anonymous', replies: { 'GET /api/me': () => json(anonymous()) }, shows: 'Hello' },
  {
    name: 'home, nothing offered',
    replies: { 'GET /api/me': () => json(teacher({ tools: [] })) },
    shows: 'There is nothing more to open for you here yet.',
  },
  { name: 'shared data', fragment: '#/shared_data', shows: 'How long it is kept' },
  {
    name: 'shared data, anonymous',
    fragment: '#/shared_data',
    replies: { 'GET /api/me': () => json(anonymous()) },
    shows: 'How long it is kept',
  },
  { name: 'translate', fragment: '#/translate', shows: 'Detect language' },
  {
    name: 'translate, loading',
    fragment: '#/translate',
    replies: { 'GET /api/languages': noAnswer },
    shows: 'Loading…',
  },
  {
    name: 'translate, no engine',
    fragment: '#/translate',
    replies: { 'GET /api/languages': () => refusal(503, 'no_engine') },
    shows: 'Translation is not set up here yet',
  },
  { name: 'ask', fragment: '#/ask', shows: 'Your question' },
  {
    name: 'ask, outside any course',
    fragment: '#/ask',
    replies: { 'GET /api/assistant': () => json(assistant({ available: false, reason: 'no_course' })) },
    shows: 'This was not opened from a Moodle course',
  },
  {
    name: 'ask, nothing indexed',
    fragment: '#/ask',
    replies: { 'GET /api/assistant': () => json(assistant({ available: false, reason: 'not_indexed' })) },
    shows: 'To the index of the course',
  },
  {
    name: 'index',
    fragment: '#/index',
    replies: { 'GET /api/index': () => json(courseIndex({ waiting: 3 })) },
    shows: 'Still to do: 3',
  },
  {
    name: 'index, not up to date',
    fragment: '#/index',
    replies: {
      'GET /api/index': () =>
        json(courseIndex({ problem: { code: 'no_token', message: 'there is no token' } })),
    },
    shows: 'there is no token',
  },
  {
    name: 'index, empty',
    fragment: '#/index',
    replies: { 'GET /api/index': () => json(courseIndex({ files: [] })) },
    shows: 'No question is open.',
  },
  {
    name: 'index, refused',
    fragment: '#/index',
    replies: { 'GET /api/index': () => refusal(403, 'instructor_only') },
    shows: 'This page is for teachers',
  },
  { name: 'connection', fragment: '#/connection', shows: 'k3PZ0q9xTnS1abc' },
  {
    name: 'connection, held back',
    fragment: '#/connection',
    replies: { [failedRoute]: () => json(heldBack) },
    shows: 'What can still be switched on',
  },
  {
    name: 'connection, loading',
    fragment: '#/connection',
    replies: { [failedRoute]: noAnswer },
    shows: 'Loading…',
  },
  {
    name: 'connection, refused',
    fragment: '#/connection',
    replies: { [failedRoute]: () => refusal(403, 'instructor_only') },
    shows: 'This page is for teachers',
  },
  { name: 'reading', fragment: '#/reading', shows: 'I have read this' },
  {
    name: 'reading, not there',
    fragment: '#/reading',
    replies: { 'GET /api/reading': () => refusal(404, 'reading_not_found') },
    shows: 'The text is not there',
  },
  { name: 'progress', fragment: '#/reading_progress', shows: '2 of 3 have read it' },
  {
    name: 'progress, empty',
    fragment: '#/reading_progress',
    replies: { 'GET /api/reading/progress': () => json(progress({ members: [] })) },
    shows: 'There are no students in this course yet.',
  },
  { name: 'add content', fragment: '#/add_content', shows: 'Place in the course' },
  {
    name: 'add content, not accepted',
    fragment: '#/add_content',
    replies: {
      'GET /api/deep-link': () => json({ can_grade: false, accepts: false, course: null, title: null }),
    },
    shows: 'No text can be placed here',
  },
  { name: 'submission', fragment: '#/submission', shows: 'Sam Student' },
  { name: 'privacy', fragment: '#/privacy', shows: 'This is about you.' },
];

test.each(cases)(
  '$name has no accessibility fault that axe can see',
  async ({ fragment, replies, shows }) => {
    window.sessionStorage.setItem('moodle-aws.session', JSON.stringify(launched));
    if (fragment === '') window.sessionStorage.clear();
    // After a launch, the page of a purpose that is offered would open by itself.
    (fragment === undefined ? fakeTool : offering)(replies);
    await openPage(fragment);
    await screen.findByText(shows);

    await expectNoFault();
  },
);

async function expectNoFault() {
  // jsdom lays nothing out, so contrast is measured in a real browser instead.
  const { violations } = await axe.run(document, { rules: { 'color-contrast': { enabled: false } } });
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  expect(screen.getAllByRole('main')).toHaveLength(1);
  expect(screen.getAllByRole('heading', { level: 1 })).toHaveLength(1);
}

test('a translation has no accessibility fault that axe can see, from its list of languages to its end', async () => {
  const first = streamed();
  const second = streamed();
  fakeTool({ 'POST /api/translate': [first.reply, second.reply] });
  const user = await openTool('Translate');
  await user.click(await screen.findByRole('button', { name: /^Translate to/ }));
  await expectNoFault();

  await user.click(screen.getByRole('option', { name: 'Arabic' }));
  await user.click(screen.getByRole('button', { name: 'Translate' }));
  await screen.findByText('Write or paste a text first.');
  await expectNoFault();

  await user.type(screen.getByRole('textbox'), 'Good morning');
  await user.click(screen.getByRole('button', { name: 'Translate' }));
  await act(() => first.event('delta', { index: 0, text: 'صباح' }));
  await screen.findByText('صباح');
  await expectNoFault();

  await act(() => first.close());
  await screen.findByText('The connection broke off');
  await expectNoFault();

  await user.click(screen.getByRole('button', { name: 'Try again' }));
  const translation = { index: 0, text: 'صباح الخير', source: 'en', cached: false, in_pieces: true };
  await act(() => second.event('translation', translation));
  await act(() => second.event('end', { model: 'qwen2.5:7b', usage: { input_tokens: 1, output_tokens: 1 } }));
  await screen.findByText('Translated from English');
  await expectNoFault();
});

const kept = () => window.sessionStorage.setItem('moodle-aws.session', JSON.stringify(launched));

test('a conversation has no accessibility fault that axe can see, from its first question to its end', async () => {
  kept();
  const answers = Array.from({ length: 4 }, () => streamed());
  const [first, second, third, fourth] = answers;
  offering({ 'POST /api/ask': answers.map(({ reply }) => reply) });
  const user = await openPage('#/ask');
  const ask = async (question: string) => user.type(await screen.findByRole('textbox'), `${question}{Enter}`);
  await ask(' ');
  await screen.findByText('Write a question first.');
  await expectNoFault();

  await ask('What is a cell?');
  await act(() => first?.event('sources', { sources: [source(), source({ number: 2, url: '' })] }));
  await act(() => first?.event('delta', { text: 'A small' }));
  await screen.findByText('A small');
  await expectNoFault();
  const text = 'A room [1].\n\n- **small** [2]\n- alive [9]';
  await act(() => first?.event('answer', { kind: 'generated', text, cited: [1, 2], model: 'qwen' }));
  await screen.findByRole('list', { name: 'Sources' });
  await expectNoFault();

  await ask('And why?');
  await act(() => second?.event('answer', { kind: 'unknown', text: '', cited: [], model: null }));
  await screen.findByText('I don’t know.');
  await ask('And how?');
  await act(() => third?.event('sources', { sources: [source()] }));
  await act(() => third?.event('answer', { kind: 'extracts', text: '', cited: [], model: null }));
  await screen.findByText('Passages from the course, no generated answer');
  await ask('And when?');
  await act(() => fourth?.close());
  await screen.findByText('The connection broke off');
  await expectNoFault();
});

test('the question before open questions are cleared has no accessibility fault that axe can see', async () => {
  kept();
  const questions = [{ question: 'Why?', asked: 3, last_asked_at: 1_795_342_000 }];
  offering({ 'GET /api/index/questions': () => json({ questions }) });
  const user = await openPage('#/index');
  await user.click(await screen.findByRole('button', { name: 'Clear the list' }));
  await expectNoFault();
});

test('a translated reading has no accessibility fault that axe can see, nor has its editor', async () => {
  kept();
  const answer = streamed();
  const editable = reading({ editable: true, language: 'ar' });
  offering({ 'GET /api/reading': () => json(editable), 'POST /api/translate': answer.reply });
  const user = await openPage('#/reading');
  await user.click(await screen.findByRole('button', { name: 'Translate' }));
  const translation = { source: 'ar', cached: false, in_pieces: false };
  await act(() => answer.event('translation', { index: 0, text: '<h2>Structure</h2>', ...translation }));
  await screen.findByText('Structure');
  await expectNoFault();
  await act(() =>
    answer.event('error', { error: { code: 'engine_busy', message: 'Busy.', request_id: 'r' } }),
  );
  await screen.findByText('Many texts are being translated right now');
  await expectNoFault();

  await user.click(screen.getByRole('button', { name: 'Edit the text' }));
  await user.clear(await screen.findByRole('textbox', { name: 'Title' }));
  await user.click(screen.getByRole('button', { name: 'Link' }));
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await screen.findByText('Give the text a title.');
  await expectNoFault();
});

test('the choice of a text has no accessibility fault that axe can see, nor has a file that was not read', async () => {
  kept();
  const old = { id: 'r1', title: 'Die Zelle', language: 'de', words: 9, updated_at: '2026-11-20T10:00:00Z' };
  offering({ 'GET /api/readings': () => json({ readings: [old] }) });
  const user = await openPage('#/add_content');
  await user.upload(await screen.findByLabelText(/Choose a file/), new File([' '], 'empty.txt'));
  await screen.findByText('There is no text in it.');
  await expectNoFault();
  await user.click(screen.getByRole('button', { name: 'Text of this course' }));
  await user.click(screen.getByRole('button', { name: 'Place in the course' }));
  await screen.findByText('Choose a text.');
  await expectNoFault();
});

test('the question before erasing has no accessibility fault that axe can see', async () => {
  kept();
  offering();
  const user = await openPage('#/privacy');
  await user.click(await screen.findByRole('button', { name: 'Erase all of it' }));
  await expectNoFault();
});
