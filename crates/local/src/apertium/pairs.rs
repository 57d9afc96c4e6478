//! Which languages the installed modes translate.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use ports::{LanguagePair, LanguageTag};

/// The variants in names of modes that are variants of BCP 47. The others name norms of spelling.
const VARIANTS: [&str; 1] = ["valencia"];

/// A mode's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Installed {
    /// Without `.mode`.
    pub name: String,
    pub file: PathBuf,
    /// The size of its bilingual dictionary in bytes; 0 when it has none of the usual name.
    pub dictionary: u64,
    /// The dictionary of the words of its source language, and its size in bytes.
    pub words: Option<(u64, PathBuf)>,
}

/// The pairs, each with the modes to run one after another.
pub(super) type Pairs = BTreeMap<LanguagePair, Vec<Installed>>;

/// Reads the folder of modes. A folder that is not there has none.
///
/// # Errors
/// When it cannot be read.
pub(super) fn installed(folder: &Path) -> io::Result<Vec<Installed>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut modes = Vec::new();
    for entry in entries {
        let file = entry?.path();
        let name = file.file_name().and_then(|name| name.to_str()?.strip_suffix(".mode"));
        if let Some(name) = name {
            let script = fs::read_to_string(&file)?;
            let (dictionary, words) = (dictionary(&script), words(&script));
            modes.push(Installed { name: name.to_owned(), dictionary, words, file });
        }
    }
    Ok(modes)
}

fn dictionary(script: &str) -> u64 {
    let paths = script.split('\'').filter(|word| word.ends_with(".autobil.bin"));
    paths.filter_map(|path| fs::metadata(path).ok()).map(|file| file.len()).max().unwrap_or(0)
}

fn words(script: &str) -> Option<(u64, PathBuf)> {
    let path = script.split('\'').find(|word| word.ends_with(".automorf.bin"))?;
    Some((fs::metadata(path).ok()?.len(), PathBuf::from(path)))
}

/// The pairs of these modes: direct ones, and for the others chains of two modes. Of several chains the one whose
/// smaller dictionary is the biggest is taken: it knows the most words.
pub(super) fn pairs(mut modes: Vec<Installed>) -> Pairs {
    // Of modes for one pair, the one with the plain and then the newer, longer name comes first.
    modes.sort_by_cached_key(|mode| {
        (mode.name.contains('_'), std::cmp::Reverse(mode.name.len()), mode.name.clone())
    });
    let mut direct: BTreeMap<(LanguageTag, LanguageTag), Installed> = BTreeMap::new();
    for mode in modes {
        if let Some(pair) = languages(&mode.name) {
            direct.entry(pair).or_insert(mode);
        }
    }
    let mut chains: BTreeMap<(LanguageTag, LanguageTag), (LanguageTag, [&Installed; 2])> = BTreeMap::new();
    for ((source, via), first) in &direct {
        for ((_, target), second) in direct.iter().filter(|((from, _), _)| from == via) {
            let pair = (source.clone(), target.clone());
            // From a language to itself, or to its kind in another country, no third one helps.
            if source.language() == target.language() || direct.contains_key(&pair) {
                continue;
            }
            let best = chains.get(&pair).is_none_or(|(_, chain)| weight([first, second]) > weight(*chain));
            if best {
                chains.insert(pair, (via.clone(), [first, second]));
            }
        }
    }
    let chains = chains.into_iter().map(|((source, target), (via, chain))| {
        (LanguagePair { source, target, via: Some(via) }, chain.map(Clone::clone).to_vec())
    });
    let chains: Vec<_> = chains.collect();
    let direct = direct.into_iter();
    let direct =
        direct.map(|((source, target), mode)| (LanguagePair { source, target, via: None }, vec![mode]));
    direct.chain(chains).collect()
}

fn weight(chain: [&Installed; 2]) -> u64 {
    chain[0].dictionary.min(chain[1].dictionary)
}

/// The languages in a name such as `eng-cat_valencia`.
fn languages(name: &str) -> Option<(LanguageTag, LanguageTag)> {
    let (source, target) = name.split_once('-')?;
    let (source, target) = (tag(source)?, tag(target)?);
    (source != target).then_some((source, target))
}

/// The canonical tag of a name such as `eng_US`.
fn tag(name: &str) -> Option<LanguageTag> {
    let (language, rest) = name.split_once('_').unwrap_or((name, ""));
    let is_code = matches!(language.len(), 2 | 3) && language.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_region = rest.len() == 2 && rest.bytes().all(|byte| byte.is_ascii_uppercase());
    if !is_code || !(rest.is_empty() || is_region || VARIANTS.contains(&rest)) {
        return None;
    }
    LanguageTag::parse(&name.replace('_', "-")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(name: &str, dictionary: u64) -> Installed {
        Installed { name: name.into(), file: PathBuf::from(name), dictionary, words: None }
    }

    fn list(modes: &[(&str, u64)]) -> Vec<String> {
        let pairs = pairs(modes.iter().map(|(name, size)| mode(name, *size)).collect());
        let lines = pairs.into_iter().map(|(pair, chain)| {
            let chain: Vec<_> = chain.into_iter().map(|mode| mode.name).collect();
            format!("{}>{} {}", pair.source, pair.target, chain.join(" "))
        });
        lines.collect()
    }

    #[test]
    fn codes_of_three_letters_become_canonical_tags() {
        for (name, expected) in [
            ("eng", "en"),
            ("spa", "es"),
            ("cat_valencia", "ca-valencia"),
            ("eng_US", "en-US"),
            ("pt_BR", "pt-BR"),
            ("hbs", "sr-Latn"),
            ("urd", "ur"),
            ("ast", "ast"),
        ] {
            assert_eq!(tag(name).unwrap().as_str(), expected);
        }
    }

    #[test]
    fn names_that_are_no_pair_of_languages_are_left_out() {
        for name in [
            "eco-es-fr",
            "en-eo-bytecode",
            "eng-cat_iec2017",
            "eng-cat_valencia_uni",
            "fra-cat_pre2017",
            "eng",
            "eng-en",
            "ENG-SPA",
            "",
        ] {
            assert_eq!(languages(name), None, "{name}");
        }
    }

    #[test]
    fn a_pair_without_a_mode_is_a_chain_of_two() {
        assert_eq!(
            list(&[("eng-spa", 9), ("spa-fra", 9), ("fra-oci", 9)]),
            [
                "en>es eng-spa",
                "en>fr eng-spa spa-fra",
                "es>fr spa-fra",
                "es>oc spa-fra fra-oci",
                "fr>oc fra-oci"
            ]
        );
    }

    #[test]
    fn of_two_chains_the_one_that_knows_more_words_is_taken() {
        let modes = [("eng-spa", 9), ("spa-fra", 2), ("eng-cat", 3), ("cat-fra", 3)];
        assert!(list(&modes).contains(&"en>fr eng-cat cat-fra".into()));
    }

    #[test]
    fn no_chain_leads_back_to_the_language_it_came_from() {
        let modes = [("eng-cat", 1), ("cat-eng", 1), ("cat-eng_US", 1)];
        assert_eq!(list(&modes), ["ca>en cat-eng", "ca>en-US cat-eng_US", "en>ca eng-cat"]);
    }

    #[test]
    fn of_modes_for_one_pair_the_plain_one_is_taken() {
        assert_eq!(list(&[("es-fr", 1), ("spa-fra", 1)]), ["es>fr spa-fra"]);
    }
}
