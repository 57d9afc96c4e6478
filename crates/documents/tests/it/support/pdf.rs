use std::fmt::Write as _;

/// A PDF whose pages have these content streams. `F1` is Helvetica, in which `\001` is the ligature of f, f and i; `F2` is a
/// font whose letters nobody can know.
pub(crate) fn pdf(pages: &[&str]) -> Vec<u8> {
    let to_unicode = "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <ff> endcodespacerange \
        1 beginbfchar <01> <006600660069> endbfchar endcmap end";
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        String::new(),
        "<</Font<</F1 4 0 R/F2 6 0 R>>>>".to_owned(),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding/ToUnicode 5 0 R>>".to_owned(),
        stream(to_unicode),
        "<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/FirstChar 65/LastChar 65/Widths[1]\
            /Encoding<</Differences[65/nobody]>>/CharProcs<<>>>>"
            .to_owned(),
    ];
    let mut kids = String::new();
    for content in pages {
        let number = objects.len() + 1;
        write!(kids, "{number} 0 R ").unwrap();
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources 3 0 R/Contents {} 0 R>>",
            number + 1
        ));
        objects.push(stream(content));
    }
    objects[1] = format!("<</Type/Pages/Count {}/Kids[{kids}]>>", pages.len());
    assemble(&objects)
}

fn stream(content: &str) -> String {
    format!("<</Length {}>>stream\n{content}\nendstream", content.len())
}

fn assemble(objects: &[String]) -> Vec<u8> {
    let mut file = "%PDF-1.7\n".to_owned();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (index, object) in objects.iter().enumerate() {
        writeln!(table, "{:010} 00000 n ", file.len()).unwrap();
        writeln!(file, "{} 0 obj\n{object}\nendobj", index + 1).unwrap();
    }
    let begin = file.len();
    write!(file, "{table}trailer<</Size {}/Root 1 0 R>>\nstartxref\n{begin}\n%%EOF", objects.len() + 1)
        .unwrap();
    file.into_bytes()
}
