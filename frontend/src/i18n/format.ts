/** "15:41" or "3:41 PM", as the language writes it. */
export function timeOfDay(moment: Date, language: string): string {
  return new Intl.DateTimeFormat(language, { timeStyle: 'short' }).format(moment);
}

/** A moment in the person's own time zone; text that is no date stays as it came. */
export function dateAndTime(text: string, language: string): string {
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime())) return text;
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'long' }).format(moment);
}

/** "Portuguese (Brazil)" for `pt-BR`; a tag that the platform made up stays as it came. */
export function languageName(tag: string, language: string): string {
  try {
    return new Intl.DisplayNames([language], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** "a, b and c". */
export function listOf(items: readonly string[], language: string): string {
  return new Intl.ListFormat(language).format(items);
}
