//! From the LMS's language code to a BCP 47 language tag.

use icu_locale_core::LanguageIdentifier;

/// Reads the locale that a platform sends, and writes it as a canonical BCP 47 tag of language,
/// script and region: `pt_br` → `pt-BR`, `zh-hant-tw` → `zh-Hant-TW`. `None` when it names no language.
///
/// Moodle sends the code of its language pack. Packs that are variants of a language (`de_comm`,
/// `en_us_k12`) fall back to it, and the two Serbian packs name a script.
#[must_use]
pub fn to_bcp47(locale: &str) -> Option<String> {
    let lower = locale.trim().replace('_', "-").to_ascii_lowercase();
    let tag = match lower.as_str() {
        "sr-lt" => "sr-latn",
        "sr-cr" => "sr-cyrl",
        other => other,
    };
    let mut subtags = tag.split('-');
    let mut kept = subtags.next()?.to_owned();
    for subtag in subtags.take_while(|subtag| is_script(subtag) || is_region(subtag)) {
        kept.push('-');
        kept.push_str(subtag);
    }
    let identifier = LanguageIdentifier::try_from_str(&kept).ok()?;
    (!identifier.language.is_unknown()).then(|| identifier.to_string())
}

/// ISO 15924 codes in use for written languages. Moodle packs such as `de_comm` look like one and are none.
fn is_script(subtag: &str) -> bool {
    const SCRIPTS: [&str; 16] = [
        "arab", "armn", "beng", "cyrl", "deva", "ethi", "grek", "hans", "hant", "hebr", "jpan", "kore",
        "latn", "mong", "thai", "tfng",
    ];
    SCRIPTS.contains(&subtag)
}

fn is_region(subtag: &str) -> bool {
    (subtag.len() == 2 && subtag.bytes().all(|b| b.is_ascii_alphabetic()))
        || (subtag.len() == 3 && subtag.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_moodle_language_packs_become_bcp_47_tags() {
        for (pack, tag) in [
            ("en", "en"),
            ("pt_br", "pt-BR"),
            ("fr_ca", "fr-CA"),
            ("zh_cn", "zh-CN"),
            ("de_comm", "de"),
            ("en_us_k12", "en-US"),
            ("es_mx_kids", "es-MX"),
            ("sr_lt", "sr-Latn"),
            ("sr_cr", "sr-Cyrl"),
            ("zh-Hant-TW", "zh-Hant-TW"),
            ("es-419", "es-419"),
            ("EN-us", "en-US"),
            ("en-US-u-ca-buddhist", "en-US"),
        ] {
            assert_eq!(to_bcp47(pack).as_deref(), Some(tag), "{pack}");
        }
    }

    #[test]
    fn what_names_no_language_gives_none() {
        for text in ["", "_", "1", "<script>", "und", "é", &"x".repeat(5000)] {
            assert_eq!(to_bcp47(text), None, "{text}");
        }
    }
}
