/** The scripts in use that run from right to left, by their ISO 15924 codes. */
const rightToLeft = ['Adlm', 'Arab', 'Hebr', 'Mand', 'Nkoo', 'Rohg', 'Syrc', 'Thaa'];

/**
 * In which direction a language is written. The likely script of a language (`yi` is in Hebrew letters, and
 * `az-Arab` is no longer in Latin ones) is known to every browser; `getTextInfo` is not.
 */
export function directionOf(tag: string): 'ltr' | 'rtl' {
  try {
    const { script } = new Intl.Locale(tag).maximize();
    return script !== undefined && rightToLeft.includes(script) ? 'rtl' : 'ltr';
  } catch {
    return 'ltr';
  }
}
