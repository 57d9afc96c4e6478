// How a text comes into the tool: out of a file, out of the clipboard, and by the keys.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browse, complaints } from "./browsing.mjs";
import { links, openCourse, openInTab } from "./course.mjs";
import { adding, place, reading } from "./reading.mjs";
import { serve } from "./serving.mjs";

let server;
before(async () => (server = await serve()));
after(() => server.stop());

/** A teacher who adds content, and what the browser complains of. */
async function teacher(t, options) {
  const browser = await browse(options);
  t.after(() => browser.close());
  const { page } = browser;
  const errors = complaints(page);
  await openCourse(page, server.lms);
  await openInTab(links(page).addContent());
  return { page, errors, form: await adding(page) };
}

const file = (name, text) => ({ name, mimeType: "", buffer: Buffer.from(text) });

/** What a reading is made of, in a row: the names of its elements with their words. */
function structure(page) {
  const parts = page.locator("main [lang=en]").locator("h2, h3, p:not(li p):not(td p), li, td, strong, a");
  return parts.evaluateAll((elements) => elements.map((element) => `${element.localName}: ${element.textContent}`));
}

// dance.docx is as python-docx 1.2.0 writes it, with Word's own default template: a title, a heading, a bold word, a list and a table.
const FILES = {
  "a Word document": {
    given: new URL("fixtures/dance.docx", import.meta.url).pathname,
    title: "The dance",
    has: [
      "h2: How they dance",
      "p: A bee that has found food dances in the hive.",
      "strong: dances",
      "li: a round dance",
      "li: a waggle dance",
      ...["td: Dance", "td: Distance", "td: round", "td: near"],
    ],
  },
  Markdown: {
    given: file("honey.md", "# Honey\n\n## Where from\n\nBees make **honey**.\n\n- sweet\n- [yellow](https://bees.example/)\n"),
    title: "Honey",
    has: ["h2: Where from", "p: Bees make honey.", "strong: honey", "li: sweet", "li: yellow", "a: yellow"],
  },
  "a web page": {
    given: file("wax.html", "<title>x</title><style>p{}</style><h1>Wax</h1><p onclick='x()'>Bees make <b style='color:red'>wax</b>.</p><script>y()</script>"),
    title: "Wax",
    has: ["p: Bees make wax.", "strong: wax"],
  },
  "plain text": {
    given: file("Hives.txt", "Bees live in hives.\nOr in trees.\n\n<b>1 < 2</b>"),
    title: "Hives",
    has: ["p: Bees live in hives.Or in trees.", "p: <b>1 < 2</b>"],
  },
};

for (const [what, { given, title, has }] of Object.entries(FILES)) {
  test(`${what} becomes a text with its structure, which the student reads`, async (t) => {
    const { page, errors, form } = await teacher(t);
    await form.file.setInputFiles(given);
    await page.getByRole("status").getByText(/^The text of .* was added\./).waitFor();
    assert.equal(await form.title.inputValue(), title);
    await place(page, page, title);
    await openInTab(links(page).asStudent(title));
    await reading(page, title);
    assert.deepEqual(await structure(page), has);
    assert.deepEqual(errors, []);
  });
}

test("a file that cannot be read says why, and leaves what is written alone", async (t) => {
  const { page, form } = await teacher(t);
  await form.write({ title: "Mine", paragraphs: ["My text."] });
  for (const [given, said] of [
    [file("a.pdf", "%PDF-1.7"), "Take the document from which it was made"],
    [file("a.doc", Buffer.from("d0cf11e0a1b11ae1", "hex")), "save it as .docx"],
    [file("a.docx", "PK\u0003\u0004"), "The file is damaged"],
    [file("a.txt", " \n "), "There is no text in it"],
  ]) {
    await form.file.setInputFiles(given);
    const alert = page.getByRole("alert").filter({ hasText: `${given.name} was not read` });
    await alert.getByText(said).waitFor();
  }
  assert.equal(await form.text.textContent(), "My text.");
});

/** Copies HTML on another page. */
async function copy(page, html) {
  const other = await page.context().newPage();
  await other.goto(server.lms);
  await other.evaluate((html) => {
    const item = new ClipboardItem({ "text/html": new Blob([html], { type: "text/html" }) });
    return navigator.clipboard.write([item]);
  }, html);
  await other.close();
}

test("what is pasted keeps its structure, and none of its styles and scripts", async (t) => {
  const { page, errors, form } = await teacher(t, { permissions: ["clipboard-read", "clipboard-write"] });
  await form.title.fill("Pasted");
  await copy(page, `<h2 style="color:red">Nectar</h2><p class="MsoNormal">Bees <b>drink</b> it.<img src="https://bees.example/x.png" onerror="x()"></p>`);
  await form.text.click();
  await page.keyboard.press("Control+V");
  await form.text.getByText("Nectar").waitFor();
  await place(page, page, "Pasted");
  await openInTab(links(page).asStudent("Pasted"));
  await reading(page, "Pasted");
  assert.deepEqual(await structure(page), ["h2: Nectar", "p: Bees drink it.", "strong: drink"]);
  assert.equal(await page.locator("main [lang=en]").locator("img, [style], [class*=Mso]").count(), 0);
  assert.deepEqual(errors, []);
});

test("a text without a title, or without a word, is not placed, and the field to fill has the focus", async (t) => {
  const { page, form } = await teacher(t);
  await form.button("Place in the course").click();
  await page.getByText("Give the text a title.").waitFor();
  assert.ok(await form.title.evaluate((field) => field === document.activeElement));
  await form.title.fill("A title");
  await form.button("Place in the course").click();
  await page.getByText("Write or import a text first.").waitFor();
  assert.ok(await form.text.evaluate((field) => field === document.activeElement));
});

test("the keyboard alone writes a text with a heading, a list and a link, and places it", async (t) => {
  const { page, form } = await teacher(t);
  const { keyboard } = page;
  await form.title.focus();
  await keyboard.type("By keys");
  const tab = async (until) => {
    for (let presses = 0; presses < 20 && !(await until.evaluate((one) => one === document.activeElement)); presses++) {
      await keyboard.press("Tab");
    }
  };
  await tab(form.tool("Bold"));
  for (let step = 0; step < 2; step++) await keyboard.press("ArrowRight");
  assert.ok(await form.tool("Heading").evaluate((one) => one === document.activeElement));
  await keyboard.press("Enter");
  await keyboard.type("Flowers");
  await keyboard.press("Enter");
  await keyboard.type("- rose");
  await keyboard.press("Enter");
  await keyboard.press("Enter");
  await keyboard.type("More");
  await keyboard.press("Shift+Home");
  // The editor learns of it after the page does.
  await form.text.evaluate(async ({ editor }) => {
    while (editor.state.selection.empty) await new Promise(requestAnimationFrame);
  });
  await keyboard.press("Shift+Tab");
  await keyboard.press("End");
  await tab(form.tool("Redo"));
  for (let step = 0; step < 2; step++) await keyboard.press("ArrowLeft");
  await keyboard.press("Enter");
  await keyboard.type("bees.example");
  await keyboard.press("Enter");
  await tab(form.button("Place in the course"));
  await keyboard.press("Enter");
  await page.getByRole("link", { name: "To the course" }).click();
  await openInTab(links(page).asStudent("By keys"));
  await reading(page, "By keys");
  assert.deepEqual(await structure(page), ["h2: Flowers", "li: rose", "p: More", "a: More"]);
  assert.equal(await page.getByRole("link", { name: "More" }).getAttribute("href"), "https://bees.example");
});
