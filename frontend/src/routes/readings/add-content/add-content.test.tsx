import { fireEvent, screen, waitFor } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import { beforeEach, expect, test, vi } from 'vitest';
import { cells } from '../../../test-utils/docx';
import { fakeTool, json, noNetwork, refusal } from '../../../test-utils/fake-tool';
import { teacher } from '../../../test-utils/fixtures';
import { openPage } from '../../../test-utils/open-page';

const created = { id: 'r9', title: 'Cells', language: 'en', words: 3, updated_at: '2026-11-20T10:00:00Z' };
const old = { id: 'r1', title: 'Die Zelle', language: 'de', words: 1200, updated_at: '2026-11-20T10:00:00Z' };
const link = { can_grade: true, accepts: true, course: 'Biology', title: null };
const answered = {
  action: 'https://moodle.example/mod/lti/contentitem_return.php',
  jwt: 'the.signed.answer',
};

type Replies = NonNullable<Parameters<typeof fakeTool>[0]>;

const sentForms: { action: string; method: string; target: string; fields: [string, unknown][] }[] = [];

beforeEach(() => {
  sentForms.length = 0;
  vi.spyOn(HTMLFormElement.prototype, 'submit').mockImplementation(function (this: HTMLFormElement) {
    const { action, method, target } = this;
    sentForms.push({ action, method, target, fields: [...new FormData(this)] });
  });
});

const me = (changes = {}) =>
  json(teacher({ tools: ['add_content', 'translate', 'shared_data'], ...changes }));

async function open(replies: Replies = {}, fragment?: string) {
  const tool = fakeTool({
    'GET /api/me': () => me(),
    'POST /api/readings': () => json(created, 201),
    'POST /api/deep-link': () => json(answered),
    ...replies,
  });
  const user = await openPage(fragment);
  await screen.findByRole('heading', { level: 1, name: 'Add a text' });
  const sent = async (route: string) =>
    (await tool.bodies())
      .filter((_, index) => tool.requests()[index] === route)
      .map((body) => JSON.parse(body));
  return { user, tool, sent };
}

const title = () => screen.findByRole('textbox', { name: 'Title' });
const text = () => screen.getByRole('textbox', { name: 'Text' });
const button = (name: string) => screen.getByRole('button', { name });

function paste(html: string) {
  const getData = (type: string) => (type === 'text/html' ? html : '');
  fireEvent.paste(text(), { clipboardData: { getData, types: ['text/html'], files: [], items: [] } });
}

async function write(user: UserEvent) {
  await user.type(await title(), 'Cells');
  paste('<p>Every cell has a <b>membrane</b>.</p>');
}

test('a deep linking launch opens the page for a new text, in the language of the person', async () => {
  await open({ 'GET /api/me': () => me({ locale: 'en-GB' }) });
  expect(window.location.hash).toBe('#/add_content');
  expect(await title()).toHaveValue('');
  expect(screen.getByText(/Add a text to Biology/)).toBeVisible();
  expect(button('Language of the text English')).toBeVisible();
  expect(text()).toHaveAttribute('lang', 'en');
});

test('the title that the platform proposes is there to begin with', async () => {
  await open({ 'GET /api/deep-link': () => json({ ...link, title: 'Week 3' }) });
  expect(await title()).toHaveValue('Week 3');
});

test('a new text is stored, and its place sent to the platform as a form', async () => {
  const { user, sent } = await open();
  await write(user);
  await user.click(button('Place in the course'));
  expect(await screen.findByText('Going back to the course…')).toBeVisible();
  expect(await sent('POST /api/readings')).toEqual([
    { title: 'Cells', language: 'en', html: '<p>Every cell has a <strong>membrane</strong>.</p>' },
  ]);
  expect(await sent('POST /api/deep-link')).toEqual([{ reading: 'r9', graded: false }]);
  expect(sentForms).toEqual([
    { action: answered.action, method: 'post', target: '_self', fields: [['JWT', 'the.signed.answer']] },
  ]);
});

test('a text that is graded says so to the tool, where the platform takes grades', async () => {
  const { user, sent } = await open();
  await write(user);
  await user.click(screen.getByRole('checkbox', { name: 'Grade it' }));
  await user.click(button('Place in the course'));
  await screen.findByText('Going back to the course…');
  expect(await sent('POST /api/deep-link')).toEqual([{ reading: 'r9', graded: true }]);
});

test('where the platform takes no grades, none is offered', async () => {
  await open({ 'GET /api/deep-link': () => json({ ...link, can_grade: false }) });
  await title();
  expect(screen.queryByRole('checkbox')).toBeNull();
});

test('a text of the course is placed again without storing it again', async () => {
  const { user, sent, tool } = await open({ 'GET /api/readings': () => json({ readings: [old] }) });
  await user.click(await screen.findByRole('button', { name: 'Text of this course' }));
  await user.click(button('Place in the course'));
  expect(screen.getByText('Choose a text.')).toBeVisible();
  const choice = screen.getByRole('radio', { name: /Die Zelle/ });
  expect(choice).toHaveFocus();
  await user.click(choice);
  expect(screen.getByText(/German, words: 1,200, changed/)).toBeVisible();
  await user.click(button('Place in the course'));
  await screen.findByText('Going back to the course…');
  expect(await sent('POST /api/deep-link')).toEqual([{ reading: 'r1', graded: false }]);
  expect(tool.requests()).not.toContain('POST /api/readings');
});

test('what is written is still there for somebody who looks at the texts of the course', async () => {
  const { user } = await open({ 'GET /api/readings': () => json({ readings: [old] }) });
  await write(user);
  await user.click(button('Text of this course'));
  expect(screen.queryByRole('textbox', { name: 'Title' })).toBeNull();
  await user.click(button('New text'));
  expect(await title()).toHaveValue('Cells');
  expect(text()).toHaveTextContent('Every cell has a membrane.');
});

test('cancelling tells the platform that nothing was chosen', async () => {
  const { user, sent } = await open();
  await title();
  await user.click(button('Cancel'));
  await screen.findByText('Going back to the course…');
  expect(await sent('POST /api/deep-link')).toEqual([{ reading: null, graded: false }]);
  expect(sentForms).toHaveLength(1);
});

test('what is missing is told at its field, which takes the focus, before anything is sent', async () => {
  const { user, tool } = await open();
  await user.click(await screen.findByRole('button', { name: 'Place in the course' }));
  expect(screen.getByText('Give the text a title.')).toBeVisible();
  expect(await title()).toHaveFocus();
  await user.paste('x'.repeat(201));
  await user.click(button('Place in the course'));
  expect(screen.getByText('The title is too long: at most 200 characters.')).toBeVisible();
  await user.type(await title(), '{Backspace}');
  await user.click(button('Place in the course'));
  expect(text()).toHaveAccessibleDescription('Write or import a text first.');
  expect(text()).toBeInvalid();
  expect(tool.requests()).not.toContain('POST /api/readings');
});

test.each([
  [422, 'language_unknown', 'Choose the language of the text.'],
  [422, 'text_too_long', 'The text is too long. Shorten it, or make two readings of it.'],
  [413, 'text_too_long', 'The text is too long. Shorten it, or make two readings of it.'],
  [422, 'text_malformed', /too tangled to be kept\. Paste the text without formatting\./],
])('what the tool refuses with %i as %s is told at its field', async (status, code, words) => {
  const { user } = await open({ 'POST /api/readings': () => refusal(status, code) });
  await write(user);
  await user.click(button('Place in the course'));
  expect(await screen.findByText(words)).toBeVisible();
  expect(await title()).toHaveValue('Cells');
  expect(screen.queryByText('That did not work')).toBeNull();
});

test('a text that was stored and not placed is not stored twice', async () => {
  const { user, sent } = await open({ 'POST /api/deep-link': [noNetwork, () => json(answered)] });
  await write(user);
  await user.click(button('Place in the course'));
  await user.click(await screen.findByRole('button', { name: 'Try again' }));
  await screen.findByText('Going back to the course…');
  expect(await sent('POST /api/readings')).toHaveLength(1);
  expect(await sent('POST /api/deep-link')).toHaveLength(2);
});

test('a grade that the platform does not take can be switched off, and the text placed', async () => {
  const { user, sent } = await open({
    'POST /api/deep-link': [() => refusal(422, 'line_item_not_accepted'), () => json(answered)],
  });
  await write(user);
  await user.click(screen.getByRole('checkbox', { name: 'Grade it' }));
  await user.click(button('Place in the course'));
  expect(await screen.findByText('It cannot be graded here')).toBeVisible();
  await user.click(screen.getByRole('checkbox', { name: 'Grade it' }));
  await user.click(button('Place in the course'));
  await screen.findByText('Going back to the course…');
  expect((await sent('POST /api/deep-link')).map(({ graded }) => graded)).toEqual([true, false]);
});

test('where the platform takes no texts the page says so, and leads back', async () => {
  const { user } = await open({ 'GET /api/deep-link': () => json({ ...link, accepts: false }) });
  expect(await screen.findByText('No text can be placed here')).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Place in the course' })).toBeNull();
  await user.click(button('Cancel'));
  await waitFor(() => expect(sentForms).toHaveLength(1));
});

test('what is written outlives a reload, and is gone once it is placed', async () => {
  const { user } = await open();
  await write(user);
  const again = await open({}, '#/add_content');
  expect(await screen.findByText('What you wrote before is here again.')).toBeVisible();
  expect(await title()).toHaveValue('Cells');
  expect(text()).toHaveTextContent('Every cell has a membrane.');
  await again.user.click(button('Place in the course'));
  await screen.findByText('Going back to the course…');
  await open({}, '#/add_content');
  expect(await title()).toHaveValue('');
});

test('another person in the same tab does not see what was written, and nobody does afterwards', async () => {
  const { user } = await open();
  await write(user);
  await open({ 'GET /api/me': () => me({ user: { ...teacher().user, id: '99' } }) });
  expect(await title()).toHaveValue('');
  await open();
  expect(await title()).toHaveValue('');
});

test('a browser that blocks storage still lets a text be written and placed', async () => {
  vi.spyOn(window, 'sessionStorage', 'get').mockImplementation(() => {
    throw new DOMException('The operation is insecure.', 'SecurityError');
  });
  const { user } = await open();
  await write(user);
  await user.click(button('Place in the course'));
  expect(await screen.findByText('Going back to the course…')).toBeVisible();
});

test('the preview shows the text as it will be read', async () => {
  const { user } = await open();
  await write(user);
  await user.click(button('Preview'));
  const preview = screen.getByRole('region', { name: 'Preview' });
  expect(preview.querySelector('div[lang="en"]')?.innerHTML).toBe(
    '<p>Every cell has a <strong>membrane</strong>.</p>',
  );
  await user.click(button('Hide the preview'));
  expect(screen.queryByRole('region', { name: 'Preview' })).toBeNull();
});

test('a Word document fills title and text', async () => {
  const { user } = await open();
  await title();
  await user.upload(screen.getByLabelText(/Choose a file/), new File([cells], 'cells.docx'));
  expect(await screen.findByText('The text of cells.docx was added.')).toBeVisible();
  expect(await title()).toHaveValue('The cell');
  expect(text()).toHaveTextContent('Parts' + 'Every cell has a membrane.' + 'nucleus');
});

test('a second file is added behind what is there, and leaves the title', async () => {
  const { user } = await open();
  await write(user);
  await user.upload(screen.getByLabelText(/Choose a file/), new File(['More.'], 'more.txt'));
  await screen.findByText('The text of more.txt was added.');
  expect(await title()).toHaveValue('Cells');
  expect(text()).toHaveTextContent('Every cell has a membrane.More.');
});

test('a file without a heading lends its name as the title', async () => {
  const { user } = await open();
  await title();
  await user.upload(screen.getByLabelText(/Choose a file/), new File(['Text'], 'week.3.txt'));
  await screen.findByText('The text of week.3.txt was added.');
  expect(await title()).toHaveValue('week.3');
});

test('a file that cannot be read says why, and loses nothing', async () => {
  const { user } = await open();
  await write(user);
  const input = screen.getByLabelText<HTMLInputElement>(/Choose a file/);
  fireEvent.change(input, { target: { files: [new File(['%PDF-1.7'], 'a.pdf')] } });
  expect(await screen.findByText('a.pdf was not read')).toBeVisible();
  expect(screen.getByText(/A PDF does not say what is a heading/)).toBeVisible();
  expect(text()).toHaveTextContent('Every cell has a membrane.');
});

test('the toolbar is one stop for the Tab key, and the arrows move in it', async () => {
  const { user } = await open();
  await title();
  const tools = screen.getAllByRole('button').filter((tool) => tool.closest('[role="toolbar"]') !== null);
  expect(tools.filter((tool) => tool.tabIndex === 0)).toHaveLength(1);
  button('Bold').focus();
  await user.keyboard('{ArrowRight}');
  expect(button('Italic')).toHaveFocus();
  await user.keyboard('{End}');
  expect(button('Redo')).toHaveFocus();
  await user.keyboard('{ArrowRight}');
  expect(button('Bold')).toHaveFocus();
});

test('a tool shows what it is switched to, and changes the text', async () => {
  const { user, sent } = await open();
  await write(user);
  expect(button('Heading')).toHaveAttribute('aria-pressed', 'false');
  await user.click(button('Heading'));
  expect(button('Heading')).toHaveAttribute('aria-pressed', 'true');
  await user.click(button('Place in the course'));
  await screen.findByText('Going back to the course…');
  expect((await sent('POST /api/readings'))[0].html).toBe(
    '<h2>Every cell has a <strong>membrane</strong>.</h2>',
  );
});

test('a link leads to a web or e-mail address only', async () => {
  const { user, sent } = await open();
  await write(user);
  await user.click(button('Link'));
  const address = screen.getByRole('textbox', { name: 'Where the link leads to' });
  expect(address).toHaveFocus();
  await user.type(address, 'javascript:alert(1){Enter}');
  expect(screen.getByText('This is no web or e-mail address.')).toBeVisible();
  await user.clear(address);
  await user.type(address, 'example.org{Enter}');
  await user.click(button('Place in the course'));
  await screen.findByText('Going back to the course…');
  expect((await sent('POST /api/readings'))[0].html).toContain(
    '<a href="https://example.org">https://example.org</a>',
  );
});
