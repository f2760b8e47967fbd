//! A release as a spreadsheet (OpenDocument 1.2), after the guidance of the Government Analysis Function: a cover, contents
//! and notes; one table a sheet, with a title in A1 and no merged or empty cells; shorthand for what is not published; and
//! each table marked as one, with its header row.

use super::xml::Xml;
use super::{LEFT_OUT, Published, Section, Worded};
use crate::pages::release::{answered, method, when};
use contract::Lang;
use contract::locale::fill;
use std::io::{Cursor, Write};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// What an OpenDocument spreadsheet is.
pub(crate) const MEDIA: &str = "application/vnd.oasis.opendocument.spreadsheet";

/// A row of cells.
type Row = Vec<Cell>;

enum Cell {
    Text(String),
    Header(String),
    Title(String),
    Number(i64),
    /// A link to a sheet, or elsewhere.
    Link {
        address: String,
        text: String,
    },
}

struct Sheet {
    name: String,
    /// What stands before the table, and all rows where there is none.
    head: Vec<Row>,
    /// The table's header row, and its rows.
    table: Option<(Row, Vec<Row>)>,
}

/// The whole file.
pub(crate) fn ods(published: &Published<'_>) -> Result<Vec<u8>, ZipError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // Stored and not compressed: it begins with its type, as readers expect, and a release is small.
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let files =
        [("mimetype", MEDIA.to_owned()), ("META-INF/manifest.xml", manifest()), ("content.xml", content(published))];
    for (name, text) in files {
        zip.start_file(name, stored)?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

fn manifest() -> String {
    let mut xml = Xml::new();
    let namespace = ("xmlns:manifest", "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0");
    xml.element("manifest:manifest", &[namespace, ("manifest:version", "1.2")], |xml| {
        for (path, media) in [("/", MEDIA), ("content.xml", "text/xml")] {
            xml.empty("manifest:file-entry", &[("manifest:full-path", path), ("manifest:media-type", media)]);
        }
    });
    xml.finish()
}

fn sheets(published: &Published<'_>) -> Vec<Sheet> {
    let words = published.lang.release_strings();
    let sections = published.sections().into_iter().filter(|section| !section.tables.is_empty());
    let tables: Vec<Sheet> =
        sections.zip(1..).map(|(section, number)| question(published.lang, &section, number)).collect();
    let text = |text: &str| Cell::Text(text.to_owned());
    let title = |title: String| vec![Cell::Title(title)];
    let release = &published.release;
    let mut cover = vec![
        title(published.title().0),
        vec![Cell::Text(when(release, published.lang))],
        vec![Cell::Text(published.department.clone())],
        vec![text(words.self_selected)],
    ];
    cover.push(vec![match release.responses() {
        Some(count) => Cell::Text(fill(words.people_answered, &[("{n}", &count.to_string())])),
        None => text(words.people_untold),
    }]);
    cover.push(vec![match release.licence() {
        Some(licence) => Cell::Link {
            address: licence.address().to_owned(),
            text: format!("{}: {}", words.licence, licence.title()),
        },
        None => text(words.no_licence),
    }]);
    let address = published.address(".html");
    cover.push(vec![Cell::Link { text: format!("{}: {address}", words.address), address }]);
    cover.push(vec![Cell::Text(format!("{}: {}", words.hash, published.sha256))]);
    let mut notes = vec![title(words.method.to_owned())];
    notes.push(vec![Cell::Text(format!("{LEFT_OUT}: {}", words.left_out))]);
    notes.extend(method(release, published.lang).into_iter().map(|line| vec![Cell::Text(line)]));
    let contents = tables.iter().map(|sheet| {
        let title = match &sheet.head[0][0] {
            Cell::Title(title) => title.clone(),
            _ => String::new(),
        };
        vec![Cell::Link { address: format!("#{}.A1", sheet.name), text: sheet.name.clone() }, Cell::Text(title)]
    });
    let contents = Sheet {
        name: "Contents".to_owned(),
        head: vec![title(words.contents.to_owned())],
        table: Some((header([words.sheet, words.question]), contents.collect())),
    };
    let plain = |name: &str, head| Sheet { name: name.to_owned(), head, table: None };
    [plain("Cover", cover), contents, plain("Notes", notes)].into_iter().chain(tables).collect()
}

fn header<'a>(names: impl IntoIterator<Item = &'a str>) -> Row {
    names.into_iter().map(|name| Cell::Header(name.to_owned())).collect()
}

fn question(lang: Lang, section: &Section, number: usize) -> Sheet {
    let words = lang.release_strings();
    let title = fill(words.table, &[("{n}", &number.to_string())]);
    let mut head = vec![vec![Cell::Title(format!("{title}: {}", section.text.0))]];
    let first = &section.tables[0];
    let count = |count: Option<i64>| count.map_or_else(|| Cell::Text(LEFT_OUT.to_owned()), Cell::Number);
    let share = |worded: &Worded, one: Option<i64>| count(one.and_then(|one| worded.table.percent(one)));
    head.push(vec![Cell::Text(format!("{LEFT_OUT}: {}", words.left_out))]);
    let table = if first.statement.is_none() {
        let told = answered(section, &first.table, words).unwrap_or_else(|| words.withheld.to_owned());
        head.push(vec![Cell::Text(told)]);
        let rows = first
            .table
            .cells
            .iter()
            .zip(&first.labels)
            .map(|((_, one), (label, _))| vec![Cell::Text(label.clone()), count(*one), share(first, *one)]);
        (header([words.answer, words.people, words.share]), rows.collect())
    } else {
        let points = first.labels.iter().flat_map(|(label, _)| [label.clone(), format!("{label} (%)")]);
        let names: Vec<String> = std::iter::once(words.statement.to_owned())
            .chain(points)
            .chain(std::iter::once(words.people.to_owned()))
            .collect();
        let rows = section.tables.iter().map(|worded| {
            let statement = worded.statement.as_ref().map_or("", |(text, _)| text);
            let points = worded.table.cells.iter().flat_map(|(_, one)| [count(*one), share(worded, *one)]);
            std::iter::once(Cell::Text(statement.to_owned()))
                .chain(points)
                .chain(std::iter::once(count(worded.table.answered)))
                .collect()
        });
        (header(names.iter().map(String::as_str)), rows.collect())
    };
    Sheet { name: format!("Table_{number}"), head, table: Some(table) }
}

const NAMESPACES: [(&str, &str); 8] = [
    ("xmlns:office", "urn:oasis:names:tc:opendocument:xmlns:office:1.0"),
    ("xmlns:table", "urn:oasis:names:tc:opendocument:xmlns:table:1.0"),
    ("xmlns:text", "urn:oasis:names:tc:opendocument:xmlns:text:1.0"),
    ("xmlns:style", "urn:oasis:names:tc:opendocument:xmlns:style:1.0"),
    ("xmlns:fo", "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"),
    ("xmlns:xlink", "http://www.w3.org/1999/xlink"),
    ("xmlns:number", "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"),
    ("office:version", "1.2"),
];

fn content(published: &Published<'_>) -> String {
    let sheets = sheets(published);
    let mut xml = Xml::new();
    xml.element("office:document-content", &NAMESPACES, |xml| {
        styles(xml, published.lang);
        xml.element("office:body", &[], |xml| {
            xml.element("office:spreadsheet", &[], |xml| {
                sheets.iter().for_each(|sheet| write_sheet(xml, sheet));
                xml.element("table:database-ranges", &[], |xml| {
                    sheets.iter().for_each(|sheet| mark_table(xml, sheet));
                });
            });
        });
    });
    xml.finish()
}

fn styles(xml: &mut Xml, lang: Lang) {
    xml.element("office:automatic-styles", &[], |xml| {
        let mode = if lang.direction() == "rtl" { "rl-tb" } else { "lr-tb" };
        xml.element("style:style", &[("style:name", "sheet"), ("style:family", "table")], |xml| {
            xml.empty("style:table-properties", &[("style:writing-mode", mode), ("table:display", "true")]);
        });
        for (name, width) in [("wide", "11cm"), ("narrow", "4cm")] {
            xml.element("style:style", &[("style:name", name), ("style:family", "table-column")], |xml| {
                xml.empty("style:table-column-properties", &[("style:column-width", width)]);
            });
        }
        for (name, size) in [("title", "16pt"), ("header", "12pt"), ("text", "12pt")] {
            let own = [("style:name", name), ("style:family", "table-cell"), ("style:parent-style-name", "Default")];
            xml.element("style:style", &own, |xml| {
                // A long title runs over the empty cells beside it; all else is wrapped.
                let wrap = if name == "title" { "no-wrap" } else { "wrap" };
                xml.empty("style:table-cell-properties", &[("fo:wrap-option", wrap), ("style:vertical-align", "top")]);
                let weight = if name == "text" { "normal" } else { "bold" };
                let font = [("fo:font-family", "Arial"), ("fo:font-size", size), ("fo:font-weight", weight)];
                xml.empty("style:text-properties", &font);
            });
        }
    });
}

fn write_sheet(xml: &mut Xml, sheet: &Sheet) {
    let columns = sheet.table.as_ref().map_or(1, |(header, _)| header.len());
    xml.element("table:table", &[("table:name", &sheet.name), ("table:style-name", "sheet")], |xml| {
        xml.empty("table:table-column", &[("table:style-name", "wide")]);
        if columns > 1 {
            let repeated = (columns - 1).to_string();
            let own = [("table:style-name", "narrow"), ("table:number-columns-repeated", repeated.as_str())];
            xml.empty("table:table-column", &own);
        }
        sheet.head.iter().for_each(|row| write_row(xml, row));
        if let Some((header, rows)) = &sheet.table {
            xml.element("table:table-header-rows", &[], |xml| write_row(xml, header));
            rows.iter().for_each(|row| write_row(xml, row));
        }
    });
}

fn write_row(xml: &mut Xml, row: &Row) {
    xml.element("table:table-row", &[], |xml| {
        for cell in row {
            let (style, text) = match cell {
                Cell::Text(text) => ("text", text),
                Cell::Header(text) => ("header", text),
                Cell::Title(text) => ("title", text),
                Cell::Link { text, .. } => ("text", text),
                Cell::Number(number) => {
                    let text = number.to_string();
                    let own =
                        [("table:style-name", "text"), ("office:value-type", "float"), ("office:value", text.as_str())];
                    xml.element("table:table-cell", &own, |xml| xml.leaf("text:p", &[], &text));
                    continue;
                }
            };
            let own = [("table:style-name", style), ("office:value-type", "string")];
            xml.element("table:table-cell", &own, |xml| {
                xml.element("text:p", &[], |xml| match cell {
                    Cell::Link { address, .. } => {
                        xml.leaf("text:a", &[("xlink:type", "simple"), ("xlink:href", address)], text);
                    }
                    _ => xml.text(text),
                });
            });
        }
    });
}

/// Marks a sheet's table as one, header row and all.
fn mark_table(xml: &mut Xml, sheet: &Sheet) {
    let Some((header, rows)) = &sheet.table else { return };
    let (first, last) = (sheet.head.len() + 1, sheet.head.len() + 1 + rows.len());
    let range = format!("'{name}'.A{first}:'{name}'.{}{last}", column(header.len()), name = sheet.name);
    let name = format!("{}_marked", sheet.name);
    let own = [
        ("table:name", name.as_str()),
        ("table:target-range-address", range.as_str()),
        ("table:contains-header", "true"),
    ];
    xml.empty("table:database-range", &own);
}

/// The name of a column by its number, from 1.
fn column(mut number: usize) -> String {
    let mut name = String::new();
    while number > 0 {
        number -= 1;
        name.insert(0, char::from(b'A' + (number % 26) as u8));
        number /= 26;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_their_names() {
        for (number, name) in [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (53, "BA"), (703, "AAA")] {
            assert_eq!(column(number), name);
        }
    }
}
