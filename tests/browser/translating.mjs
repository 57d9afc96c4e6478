// The translate page, as the flows use it.

/** Opens the translate page of what was launched. */
export async function openTranslate(view) {
  await view.getByRole("link", { name: /^Translate/ }).click();
  await view.getByRole("heading", { level: 1, name: "Translate" }).waitFor();
  return view;
}

/** The result and what is around it. */
export function parts(view) {
  const result = view.getByRole("region", { name: "Translation" });
  return {
    text: view.getByRole("textbox", { name: "Text to translate" }),
    result,
    words: result.locator("p[lang]"),
    status: result.getByRole("status"),
    problem: result.getByRole("alert"),
    button: (name) => view.getByRole("button", { name, exact: true }),
  };
}

/** Chooses a language: `which` is `from` or `to`. */
export async function choose(view, which, language) {
  await view.getByRole("button", { name: new RegExp(`^Translate ${which}`) }).click();
  await view.getByRole("option", { name: language, exact: true }).click();
}
