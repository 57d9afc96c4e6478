import { screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { fakeTool, json, noAnswer, noNetwork, refusal } from '../../../test-utils/fake-tool';
import { grade, member, progress, teacher } from '../../../test-utils/fixtures';
import { openPage } from '../../../test-utils/open-page';

const route = 'GET /api/reading/progress';

type Replies = NonNullable<Parameters<typeof fakeTool>[0]>;

async function open(replies: Replies = {}) {
  const me = () => json(teacher({ tools: ['reading', 'reading_progress'] }));
  const tool = fakeTool({ 'GET /api/me': me, ...replies });
  const user = await openPage('#/reading_progress');
  return { user, tool };
}

/** A session that is already there, as on the way from another page. */
async function opened(replies: Replies = {}) {
  // jsdom lays nothing out, and any number of rows without a height would have room in the window.
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(60);
  window.sessionStorage.setItem('moodle-aws.session', JSON.stringify({ token: 't', returnUrl: null }));
  const page = await open(replies);
  await screen.findByRole('heading', { level: 1, name: 'Who has read it' });
  return page;
}

const table = () => screen.findByRole('table', { name: 'Students and what they have read' });
const rows = async () =>
  within(await table())
    .getAllByRole('rowheader')
    .map((cell) => cell.firstElementChild?.textContent);

function saved() {
  const blobs: Blob[] = [];
  URL.createObjectURL = vi.fn((blob: Blob) => {
    blobs.push(blob);
    return 'blob:x';
  });
  URL.revokeObjectURL = vi.fn();
  const names: string[] = [];
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    names.push(this.download);
  });
  return {
    names,
    text: async () =>
      (await blobs[0]
        ?.arrayBuffer()
        .then((bytes) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))) ?? '',
  };
}

test('a teacher sees who has read the text, what became of the grades, and the results', async () => {
  await opened();
  expect(await screen.findByText('2 of 3 have read it')).toBeVisible();
  expect(await rows()).toEqual(['Ada Lovelace', 'Sam Student', 'Zoë Émile']);
  const row = (name: RegExp) => within(screen.getByRole('row', { name }));
  expect(row(/Sam Student/).getByText('In the gradebook')).toBeVisible();
  expect(row(/Sam Student/).getByText('10 of 10')).toBeVisible();
  expect(
    row(/Ada/).getByText(/The column was deleted in the gradebook\. Send again, then it is made anew/),
  ).toBeVisible();
  expect(row(/Zoë/).getByText('Not yet')).toBeVisible();
});

test('of thousands of members few rows are in the page, and the table tells how many there are', async () => {
  const members = Array.from({ length: 5000 }, (_, index) =>
    member({ user_id: `${index}`, name: `Student ${index}` }),
  );
  await opened({ [route]: () => json(progress({ members })) });
  expect(await table()).toHaveAttribute('aria-rowcount', '5001');
  const shown = within(await table()).getAllByRole('row');
  expect(shown.length).toBeLessThan(100);
  expect(shown.map((row) => row.getAttribute('aria-rowindex')).slice(0, 3)).toEqual(['1', '2', '3']);
  expect(await screen.findByText('5,000 of 5,000 shown')).toBeVisible();
});

test('people are found by name, and the number of them is told', async () => {
  const { user } = await opened();
  await user.type(await screen.findByRole('searchbox', { name: 'Find a person' }), 'emile');
  expect(await rows()).toEqual(['Zoë Émile']);
  expect(screen.getByText('1 of 3 shown')).toBeVisible();
  await user.type(screen.getByRole('searchbox'), 'x');
  expect(screen.getByText('Nobody matches.')).toBeVisible();
  expect(screen.queryByRole('table')).toBeNull();
});

test.each([
  ['Have read it (2)', ['Ada Lovelace', 'Sam Student']],
  ['Have not read it (1)', ['Zoë Émile']],
  ['Grade not sent (1)', ['Ada Lovelace']],
])('the filter "%s" shows %j', async (name, expected) => {
  const { user } = await opened();
  await user.click(await screen.findByRole('button', { name: /^Show/ }));
  await user.click(screen.getByRole('option', { name }));
  expect(await rows()).toEqual(expected);
});

test('the heads of name and time sort, tell which way, and keep the focus', async () => {
  const { user } = await opened();
  const head = (name: string) => screen.getByRole('columnheader', { name });
  await table();
  expect(head('Student')).toHaveAttribute('aria-sort', 'ascending');
  await user.click(screen.getByRole('button', { name: 'Student' }));
  expect(head('Student')).toHaveAttribute('aria-sort', 'descending');
  expect(await rows()).toEqual(['Zoë Émile', 'Sam Student', 'Ada Lovelace']);
  await user.click(screen.getByRole('button', { name: 'Read' }));
  expect(head('Student')).not.toHaveAttribute('aria-sort');
  expect(head('Read')).toHaveAttribute('aria-sort', 'ascending');
  expect(await rows()).toEqual(['Sam Student', 'Ada Lovelace', 'Zoë Émile']);
  expect(screen.getByRole('button', { name: 'Read' })).toHaveFocus();
});

test('without names members are numbered by their place, with their number on the platform beneath', async () => {
  const done_at = '2026-11-02T09:30:00Z';
  const members = [
    member({ user_id: 'x-1', name: null, done_at }),
    member({ user_id: 'x-2', name: null, done_at, status: 'gone' }),
  ];
  await opened({ [route]: () => json(progress({ members, members_from: 'launches' })) });
  expect(await rows()).toEqual(['Student 1', 'Student 2']);
  expect(screen.getByText('Number on the platform: x-2')).toBeVisible();
  expect(screen.getByText('No longer in the course')).toBeVisible();
  expect(screen.getByText(/Only students who have read the text are shown/)).toBeVisible();
  expect(screen.getByText('Have read it: 2')).toBeVisible();
});

test('without grades there is nothing about grades', async () => {
  await opened({ [route]: () => json(progress({ graded: false, members: [member()] })) });
  await table();
  expect(screen.getAllByRole('columnheader')).toHaveLength(2);
  expect(screen.queryByRole('button', { name: 'Send again' })).toBeNull();
});

test('where every grade arrived there is nothing to send again', async () => {
  await opened({ [route]: () => json(progress({ members: [member({ grade: grade({ state: 'sent' }) })] })) });
  await table();
  expect(screen.queryByRole('button', { name: 'Send again' })).toBeNull();
});

test('sending again tells how many are sent, and then offers to look what became of them', async () => {
  const { user, tool } = await opened({
    'POST /api/reading/progress/send': [noNetwork, () => json({ waiting: 7 })],
  });
  await user.click(await screen.findByRole('button', { name: 'Send again' }));
  await user.click(await screen.findByRole('button', { name: 'Try again' }));
  expect(await screen.findByText('Being sent now: 7')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Look what became of them' }));
  await table();
  expect(tool.requests().at(-1)).toBe(route);
});

test.each([
  [422, 'not_graded', 'There is no column in the gradebook'],
  [502, 'line_item_gone', 'The column in the gradebook is gone'],
])('grades that cannot be sent with %i as %s are told with the cause', async (status, code, words) => {
  const { user } = await opened({ 'POST /api/reading/progress/send': () => refusal(status, code) });
  await user.click(await screen.findByRole('button', { name: 'Send again' }));
  expect(await screen.findByText(words)).toBeVisible();
});

test('the list is loaded anew on request', async () => {
  const { user } = await opened({
    [route]: [() => json(progress()), () => json(progress()), () => json(progress({ members: [] }))],
  });
  await user.click(await screen.findByRole('button', { name: 'Load again' }));
  expect(await screen.findByText('There are no students in this course yet.')).toBeVisible();
});

test.each([
  [{ notice: 'members_unavailable' }, /list of members could not be read/],
  [{ notice: 'results_unavailable' }, /results in the gradebook could not be read/],
  [{ notice: 'of_a_newer_tool' }, /Some of it could not be read/],
  [{ truncated: true }, /more members than this list can hold/],
])('a list with %j says so', async (changes, words) => {
  await opened({ [route]: () => json(progress(changes)) });
  expect(await screen.findByText(words)).toBeVisible();
});

test('what is shown is saved as a table for a spreadsheet, with the times of ISO 8601 and no formula', async () => {
  const members = [
    member({
      user_id: '9',
      name: '=HYPERLINK("http://x")',
      done_at: '2026-11-20T11:00:00+01:00',
      result: { score: 1, maximum: 2 },
    }),
    member({ user_id: '8', name: 'Zoë, Émile', grade: grade({ state: 'failed', reason: 'refused' }) }),
  ];
  const file = saved();
  const { user } = await opened({ [route]: () => json(progress({ title: 'A/B: c', members })) });
  await user.click(await screen.findByRole('button', { name: 'Save as CSV' }));
  expect(file.names).toEqual(['A-B-c.csv']);
  expect((await file.text()).split('\r\n')).toEqual([
    '\ufeffName,E-mail,Number on the platform,Membership,Read at,Grade,Reason,Score,Maximum',
    `"'=HYPERLINK(""http://x"")",,9,active,2026-11-20T10:00:00.000Z,none,,1,2`,
    '"Zoë, Émile",,8,active,,failed,refused,,',
    '',
  ]);
});

test('while the list loads the page says so, and who is no teacher is told', async () => {
  await opened({ [route]: noAnswer });
  expect(screen.getByRole('status')).toHaveTextContent('Loading…');
  await opened({ [route]: () => refusal(403, 'instructor_only') });
  await waitFor(() => expect(screen.getByText('This page is for teachers')).toBeVisible());
});
