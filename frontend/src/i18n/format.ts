/** "15:41" or "3:41 PM", as the language writes it. */
export function timeOfDay(moment: Date, language: string): string {
  return new Intl.DateTimeFormat(language, { timeStyle: 'short' }).format(moment);
}

/** "22 Nov 2026, 15:41", as the language writes it. */
export function momentOf(moment: Date, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(moment);
}

export function isToday(moment: Date): boolean {
  return moment.toDateString() === new Date().toDateString();
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

/** A name as it stands by itself: French and Spanish write those of languages in small letters otherwise. */
export function capitalised(name: string, language: string): string {
  const [first = '', ...rest] = name;
  return first.toLocaleUpperCase(language) + rest.join('');
}

/** "12,345", as the language writes it. */
export function numberOf(value: number, language: string): string {
  return new Intl.NumberFormat(language).format(value);
}

const sizes = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** "1.2 MB" for a number of bytes, as the language writes it. */
export function sizeOf(bytes: number, language: string): string {
  const power = Math.min(sizes.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const unit = sizes[power] ?? 'byte';
  // The short form of one unit has no plural.
  const unitDisplay = unit === 'byte' ? 'long' : 'short';
  const format = new Intl.NumberFormat(language, {
    style: 'unit',
    unit,
    unitDisplay,
    maximumFractionDigits: 1,
  });
  return format.format(bytes / 1000 ** power);
}

/** "a, b and c". */
export function listOf(items: readonly string[], language: string): string {
  return new Intl.ListFormat(language).format(items);
}
