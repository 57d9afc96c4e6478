import { act, screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import type { OpenQuestion } from '../../../api/assistant-types';
import { fakeTool, json, noAnswer, noNetwork, refusal } from '../../../test-utils/fake-tool';
import { courseIndex, indexedFile, teacher } from '../../../test-utils/fixtures';
import { openPage } from '../../../test-utils/open-page';

const route = 'GET /api/index';
const questions = 'GET /api/index/questions';
const erase = 'DELETE /api/index/questions';

type Replies = NonNullable<Parameters<typeof fakeTool>[0]>;

async function open(replies: Replies = {}) {
  // jsdom lays nothing out, and any number of rows without a height would have room in the window.
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(60);
  window.sessionStorage.setItem('moodle-aws.session', JSON.stringify({ token: 't', returnUrl: null }));
  const tool = fakeTool({ 'GET /api/me': () => json(teacher({ tools: ['ask', 'index'] })), ...replies });
  const user = await openPage('#/index');
  await screen.findByRole('heading', { level: 1, name: 'What the assistant reads' });
  const looks = () => tool.requests().filter((request) => request === route).length;
  return { user, tool, looks };
}

const waiting = (number: number) => () => json(courseIndex({ waiting: number }));
const table = () => screen.findByRole('table', { name: 'Files of the course' });
const rows = async () =>
  within(await table())
    .getAllByRole('rowheader')
    .map((cell) => cell.querySelector('bdi, [dir]')?.textContent);
const row = (name: RegExp) => within(screen.getByRole('row', { name }));

test('a teacher sees each file, what needs somebody first, and why it is not indexed', async () => {
  await open();
  expect(await rows()).toEqual(['torn.pptx', 'scan.pdf', 'exam.docx', 'cells.pptx', 'Énergie.pdf']);
  expect(row(/torn/).getByText('Failed')).toBeVisible();
  expect(row(/torn/).getByText(/^The file is damaged, or not what its name says/)).toBeVisible();
  expect(row(/exam/).getByText('The activity is hidden from students.')).toBeVisible();
  expect(row(/cells/).getByText('Indexed')).toBeVisible();
  expect(screen.getByRole('row', { name: /cells/ })).toHaveTextContent(
    'Biology basics · Week 1: slides · 1.2 MB',
  );
  const link = row(/cells/).getByRole('link');
  expect(link).toHaveAttribute('href', 'https://moodle.example/mod/resource/view.php?id=7');
  expect(link).toHaveAttribute('target', '_blank');
});

test('the files of each state are counted, and the last look at the course is told', async () => {
  await open();
  await table();
  const count = (state: string) =>
    screen.getByRole('term', { name: (_, term) => term.textContent === state }).nextElementSibling;
  expect(count('Indexed')).toHaveTextContent('2');
  expect(count('Waiting')).toHaveTextContent('0');
  expect(count('Failed')).toHaveTextContent('1');
  expect(screen.getByText(/^Last compared with the course: .*2026/)).toBeVisible();
  expect(screen.queryByRole('progressbar')).toBeNull();
});

test('files are found by name, activity and section, accents aside', async () => {
  const { user } = await open();
  await user.type(await screen.findByRole('searchbox', { name: 'Find a file' }), 'energie biology');
  expect(await rows()).toEqual(['Énergie.pdf']);
  expect(screen.getByText('1 of 5 shown')).toBeVisible();
  await user.type(screen.getByRole('searchbox'), 'x');
  expect(screen.getByText('No file matches.')).toBeVisible();
  expect(screen.queryByRole('table')).toBeNull();
});

test.each([
  ['Indexed (2)', ['cells.pptx', 'Énergie.pdf']],
  ['Skipped (1)', ['scan.pdf']],
  ['Left out (1)', ['exam.docx']],
])('the filter "%s" shows %j', async (name, expected) => {
  const { user } = await open();
  await user.click(await screen.findByRole('button', { name: /^Show/ }));
  await user.click(screen.getByRole('option', { name }));
  expect(await rows()).toEqual(expected);
});

test('the heads sort by name, state and time', async () => {
  const { user } = await open();
  await table();
  const press = (name: string) => user.click(screen.getByRole('button', { name }));
  await press('File');
  expect(await rows()).toEqual(['cells.pptx', 'Énergie.pdf', 'exam.docx', 'scan.pdf', 'torn.pptx']);
  await press('As of');
  await press('As of');
  expect((await rows())[0]).toBe('Énergie.pdf');
  expect(screen.getByRole('columnheader', { name: 'As of' })).toHaveAttribute('aria-sort', 'descending');
  await press('State');
  expect((await rows())[0]).toBe('torn.pptx');
});

test('of thousands of files few rows are in the page', async () => {
  const files = Array.from({ length: 3000 }, (_, index) => indexedFile({ file: `${index}.pdf` }));
  await open({ [route]: () => json(courseIndex({ files, truncated: true })) });
  expect(await table()).toHaveAttribute('aria-rowcount', '3001');
  expect(within(await table()).getAllByRole('row').length).toBeLessThan(100);
  expect(screen.getByText(/Indexed files are missing from it/)).toBeVisible();
});

test('two files of one name in one activity are two rows', async () => {
  await open({ [route]: () => json(courseIndex({ files: [indexedFile(), indexedFile()] })) });
  expect(await rows()).toEqual(['cells.pptx', 'cells.pptx']);
});

test('Arabic names of section and activity keep to themselves beside the size', async () => {
  const [section, activity] = ['أساسيات', 'الأسبوع 1'];
  await open({ [route]: () => json(courseIndex({ files: [indexedFile({ section, activity })] })) });
  await table();
  const isolated = ['cells.pptx', section, activity, '1.2 MB'];
  expect(isolated.map((part) => row(/cells/).getByText(part).tagName)).toEqual(isolated.map(() => 'BDI'));
});

test('markup in a name is text, what is no web address no link, and a reason of a newer tool is told as it came', async () => {
  const evil = '<img src=x onerror=alert(1)>';
  const file = indexedFile({
    file: evil,
    activity: evil,
    section: evil,
    url: 'javascript:alert(1)',
    status: 'failed',
    reason: 'eclipse',
    message: evil,
  });
  await open({ [route]: () => json(courseIndex({ files: [file] })) });
  expect(await rows()).toEqual([evil]);
  expect(within(await table()).queryByRole('link')).toBeNull();
  expect((await table()).querySelector('img')).toBeNull();
  expect(
    within(await table())
      .getAllByText(evil)
      .at(-1),
  ).toHaveAttribute('lang', 'en');
});

test('while jobs wait the page looks again after three seconds, and then no more', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const { looks } = await open({ [route]: [waiting(4), waiting(1), waiting(0)] });
  expect(await screen.findByText('Still to do: 4')).toBeVisible();
  const before = looks();
  await act(() => vi.advanceTimersByTimeAsync(2999));
  expect(looks()).toBe(before);
  await act(() => vi.advanceTimersByTimeAsync(1));
  expect(await screen.findByText('Still to do: 1')).toBeVisible();
  expect(screen.getByRole('progressbar')).toHaveAttribute('value', '75');
  await act(() => vi.advanceTimersByTimeAsync(3000));
  await waitFor(() => expect(screen.queryByRole('progressbar')).toBeNull());
  await act(() => vi.advanceTimersByTimeAsync(60_000));
  expect(looks()).toBe(before + 2);
});

test('while nothing changes the page looks less and less often, and often again after a change or when asked to', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const same = waiting(4);
  const { user, looks } = await open({
    [route]: [same, same, same, same, same, same, waiting(3), waiting(3)],
    'POST /api/index': () => json({ waiting: 3 }, 202),
  });
  await screen.findByText('Still to do: 4');
  const nextAfter = async (pause: number) => {
    const before = looks();
    await act(() => vi.advanceTimersByTimeAsync(pause - 1));
    expect(looks()).toBe(before);
    await act(() => vi.advanceTimersByTimeAsync(1));
    expect(looks()).toBe(before + 1);
  };
  for (const pause of [3000, 6000, 12_000, 24_000, 30_000]) await nextAfter(pause);
  await nextAfter(30_000);
  expect(await screen.findByText('Still to do: 3')).toBeVisible();
  for (const pause of [3000, 6000]) await nextAfter(pause);
  await user.click(screen.getByRole('button', { name: 'Index now' }));
  await screen.findByText('The course is looked at again. To do: 3');
  await nextAfter(3000);
});

test('a page that nobody sees does not look, and looks at once when it is seen again', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const { looks } = await open({ [route]: [waiting(4)] });
  await screen.findByText('Still to do: 4');
  const before = looks();
  const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
  document.dispatchEvent(new Event('visibilitychange'));
  await act(() => vi.advanceTimersByTimeAsync(60_000));
  expect(looks()).toBe(before);
  hidden.mockReturnValue(false);
  await act(async () => document.dispatchEvent(new Event('visibilitychange')));
  expect(looks()).toBe(before + 1);
});

test('a look that fails keeps what was seen, and no other follows until one is asked for', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const { user, looks } = await open({ [route]: [waiting(4), noNetwork, waiting(0)] });
  await screen.findByText('Still to do: 4');
  await act(() => vi.advanceTimersByTimeAsync(3000));
  const alert = await screen.findByRole('alert');
  expect(within(alert).getByText('The tool cannot be reached')).toBeVisible();
  expect(await table()).toBeVisible();
  const before = looks();
  await act(() => vi.advanceTimersByTimeAsync(60_000));
  expect(looks()).toBe(before);
  vi.useRealTimers();
  await user.click(within(alert).getByRole('button', { name: 'Try again' }));
  await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
});

test('indexing now tells how much there is to do, and how far it is', async () => {
  const { user, tool } = await open({
    [route]: [waiting(0), waiting(7)],
    'POST /api/index': () => json({ waiting: 7 }, 202),
  });
  await user.click(await screen.findByRole('button', { name: 'Index now' }));
  expect(await screen.findByText('The course is looked at again. To do: 7')).toBeVisible();
  expect(screen.getByRole('progressbar')).toHaveAttribute('value', '0');
  expect(tool.requests().filter((request) => request === 'POST /api/index')).toHaveLength(1);
});

test('indexing a course with nothing to do says that all of it has been looked at', async () => {
  const { user } = await open({ 'POST /api/index': () => json({ waiting: 0 }, 202) });
  await user.click(await screen.findByRole('button', { name: 'Index now' }));
  expect(await screen.findByText('All of the course has been looked at.')).toBeVisible();
});

test('indexing again too soon says so, and from when on it makes sense', async () => {
  const { user } = await open({
    'POST /api/index': () => {
      const answer = refusal(429, 'index_requested_lately');
      answer.headers.set('Retry-After', '300');
      return answer;
    },
  });
  await user.click(await screen.findByRole('button', { name: 'Index now' }));
  expect(await screen.findByText('The course was looked at only just now')).toBeVisible();
  expect(screen.getByText(/This is possible again/)).toBeVisible();
});

test('a course of which nothing is indexed, and none was ever looked at, says what to do', async () => {
  await open({ [route]: () => json(courseIndex({ files: [], checked_at: null, model: null })) });
  expect(await screen.findByText(/^There is nothing of this course in the index yet/)).toBeVisible();
  expect(screen.getByText('Not compared with the course yet.')).toBeVisible();
  expect(screen.getByText(/^There is no language model here/)).toBeVisible();
  expect(screen.queryByRole('table')).toBeNull();
});

const asked: OpenQuestion[] = [
  { question: 'ما هي الخلية؟', asked: 3, last_asked_at: 1_795_342_000 },
  { question: '<b>Why?</b>', asked: 1, last_asked_at: 1_795_342_000 },
];

test('open questions are listed as text, with how often they were asked', async () => {
  await open({ [questions]: () => json({ questions: asked }) });
  const list = within(await screen.findByRole('list', { name: 'Open questions' }));
  expect(list.getByText('ما هي الخلية؟')).toHaveAttribute('dir', 'auto');
  expect(list.getByText('<b>Why?</b>')).toBeVisible();
  expect(list.getByText(/^Asked: 3 · last: .*2026/)).toBeVisible();
});

test('open questions are cleared only after a question, which can be answered with no', async () => {
  const { user, tool } = await open({
    [questions]: () => json({ questions: asked }),
    [erase]: [noNetwork, () => new Response(null, { status: 204 })],
  });
  await user.click(await screen.findByRole('button', { name: 'Clear the list' }));
  expect(screen.getByRole('button', { name: 'Keep them' })).toHaveFocus();
  await user.click(screen.getByRole('button', { name: 'Keep them' }));
  expect(screen.getByRole('button', { name: 'Clear the list' })).toHaveFocus();
  expect(tool.requests()).not.toContain(erase);

  await user.click(screen.getByRole('button', { name: 'Clear the list' }));
  await user.click(screen.getByRole('button', { name: 'Clear now' }));
  await user.click(await screen.findByRole('button', { name: 'Try again' }));
  expect(await screen.findByText('The list is cleared.')).toHaveFocus();
  expect(screen.queryByText('<b>Why?</b>')).toBeNull();
});

test('questions that did not come can be asked for again, and none is said to be open where none is', async () => {
  const { user } = await open({ [questions]: [noNetwork, noNetwork, () => json({ questions: [] })] });
  await user.click(await screen.findByRole('button', { name: 'Try again' }));
  expect(await screen.findByText('No question is open.')).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Clear the list' })).toBeNull();
});

test('while the index loads the page says so, and who is no teacher is told', async () => {
  await open({ [route]: noAnswer });
  expect(screen.getByRole('status')).toHaveTextContent('Loading…');
  await open({ [route]: () => refusal(403, 'instructor_only') });
  expect(await screen.findByText('This page is for teachers')).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Index now' })).toBeNull();
});

test('outside any course the page says that there is no index', async () => {
  await open({ [route]: () => refusal(404, 'no_course') });
  expect(await screen.findByText('This was not opened from a Moodle course')).toBeVisible();
});

test.each([
  ['moodle_unreachable', 'Moodle does not answer', 'Moodle could not be reached. It is tried again.'],
  [
    'no_token',
    'there is no token',
    'The service cannot read this Moodle as it is set up. Tell your administrator:',
  ],
  ['eclipse', 'the sun is away', ''],
])('an index that is out of date because of %s says so, and why', async (code, message, words) => {
  await open({ [route]: () => json(courseIndex({ problem: { code, message } })) });
  const header = await screen.findByText(
    'The index is not up to date, so nothing is answered from it until it is',
  );
  const told = screen.getByText(message);
  expect(told).toHaveAttribute('lang', 'en');
  expect(told.parentElement).toHaveTextContent(`${words} ${message}`.trim());
  expect(header.compareDocumentPosition(await table())).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
});

test('an index that is up to date says nothing of a problem', async () => {
  await open();
  await table();
  expect(screen.queryByText(/^The index is not up to date/)).toBeNull();
});

test('a reason that a setting stands behind is told with what the service says about it', async () => {
  const message = 'the knowledge base left it out';
  const files = [
    indexedFile({ status: 'failed', reason: 'index_ignored', message }),
    indexedFile({ file: 'torn.pptx', status: 'skipped', reason: 'broken', message: 'the file is damaged' }),
  ];
  await open({ [route]: () => json(courseIndex({ files })) });
  await table();
  expect(row(/cells/).getByText(message)).toHaveAttribute('lang', 'en');
  expect(row(/cells/).getByText(/^The index did not take it/)).toBeVisible();
  expect(row(/torn/).queryByText('the file is damaged')).toBeNull();
});
