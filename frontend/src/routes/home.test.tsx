import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { fakeTool, json } from '../test-utils/fake-tool';
import { anonymous, progress, teacher } from '../test-utils/fixtures';
import { openPage } from '../test-utils/open-page';

function factsShown() {
  const terms = screen.getAllByRole('term');
  return Object.fromEntries(
    terms.map((term) => [
      term.textContent,
      within(term.parentElement ?? term)
        .getAllByRole('definition')
        .map((definition) => definition.textContent),
    ]),
  );
}

test('a person sees who they are, and which course, activity and platform they came from', async () => {
  fakeTool();
  await openPage();
  await screen.findByRole('heading', { level: 1, name: 'Hello, Tessa' });
  expect(factsShown()).toEqual({
    You: ['Tessa Teacher', 'Teacher'],
    Course: ['Tools and standards', 'LTI301'],
    Activity: ['Chat with the tutor'],
    'Learning platform': ['Springfield College', 'moodle.example'],
  });
});

const { role, platform, expires_in, tools } = anonymous();

test.each([
  ['null', anonymous()],
  ['left out', { user: {}, role, platform: { issuer: platform.issuer }, expires_in, tools }],
])('a person of whom nothing was released is greeted without a name, when it is %s', async (_, me) => {
  fakeTool({ 'GET /api/me': () => json(me) });
  await openPage();
  await screen.findByRole('heading', { level: 1, name: 'Hello' });
  expect(factsShown()).toEqual({
    You: ['Your name was not shared', 'Guest, without a role in the course'],
    Course: ['Opened outside a course'],
    Activity: ['Opened without an activity'],
    'Learning platform': ['moodle.example'],
  });
});

test('a course and an activity without titles are still named as such', async () => {
  const untitled = teacher({
    context: { id: '3', title: null, label: null },
    resource_link: { id: '8', title: null },
  });
  fakeTool({ 'GET /api/me': () => json(untitled) });
  await openPage();
  await screen.findByRole('heading', { level: 1 });
  expect(factsShown()).toMatchObject({ Course: ['Without a title'], Activity: ['Without a title'] });
});

test('the offered tools are cards in the order of the tool, and unknown ones are left out', async () => {
  const me = teacher({ tools: ['weather', 'connection', 'toString', 'shared_data'] });
  fakeTool({ 'GET /api/me': () => json(me) });
  await openPage();
  await screen.findByRole('heading', { level: 1 });
  const cards = screen.getAllByRole('listitem').map((item) => within(item).getByRole('link'));
  expect(cards.map((card) => card.getAttribute('href'))).toEqual(['#/connection', '#/shared_data']);
});

test('a person to whom nothing is offered is told so', async () => {
  fakeTool({ 'GET /api/me': () => json(teacher({ tools: [] })) });
  await openPage();
  expect(await screen.findByText('There is nothing more to open for you here yet.')).toBeVisible();
});

test.each(['ask', 'index', 'no-such-page'])(
  'the address of %s leads home where that is not offered, and asks for nothing',
  async (page) => {
    window.sessionStorage.setItem('moodle-aws.session', JSON.stringify({ token: 't', returnUrl: null }));
    const tool = fakeTool({ 'GET /api/me': () => json(teacher({ tools: ['translate'] })) });
    await openPage(`#/${page}`);
    await screen.findByRole('heading', { level: 1, name: 'Hello, Tessa' });
    expect(window.location.hash).toBe('#/');
    expect(new Set(tool.requests())).toEqual(new Set(['GET /api/me']));
  },
);

test('the way back to the course leads to the return address of the platform', async () => {
  fakeTool({ 'GET /api/me': () => json(teacher({ return_url: 'https://moodle.example/course/3' })) });
  await openPage();
  const back = await screen.findByRole('link', { name: 'Back to the course' });
  expect(back).toHaveAttribute('href', 'https://moodle.example/course/3');
  expect(back).toHaveAttribute('target', '_top');
});

test('a return address that is no web address makes no link', async () => {
  fakeTool({ 'GET /api/me': () => json(teacher({ return_url: 'javascript:alert(1)' })) });
  await openPage();
  await screen.findByRole('heading', { level: 1, name: 'Hello, Tessa' });
  expect(screen.queryByRole('link', { name: 'Back to the course' })).toBeNull();
});

test('a review of all submissions shows who has read it at once', async () => {
  fakeTool({
    'GET /api/me': () => json(teacher({ tools: ['reading_progress', 'translate'] })),
    'GET /api/reading/progress': () => json(progress()),
  });
  await openPage();
  await screen.findByRole('heading', { level: 1, name: 'Who has read it' });
  expect(window.location.hash).toBe('#/reading_progress');
});
