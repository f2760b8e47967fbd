//! A spreadsheet (OpenDocument 1.2), written row by row, after the guidance of the Government Analysis Function: one table a
//! sheet, with a title in A1 and no merged cells, each table marked as one with its header row. What was written can be taken
//! and sent at once: a sheet of a million rows is never held.

use super::container::Container;
use super::xml::Xml;
use contract::Lang;

/// What an OpenDocument spreadsheet is.
pub(crate) const MEDIA: &str = "application/vnd.oasis.opendocument.spreadsheet";

/// Rows that a sheet has at most, in every program that opens one.
pub(crate) const ROWS: u64 = 1_048_576;

/// A row of cells.
pub(crate) type Row = Vec<Cell>;

/// What is in a cell. A text is never taken for a formula: its cell says that it is one.
pub(crate) enum Cell {
    Text(String),
    Header(String),
    Title(String),
    Number(i64),
    /// A link to a sheet, or elsewhere.
    Link {
        address: String,
        text: String,
    },
    Blank,
}

/// The header row of a table with these names.
pub(crate) fn header<'a>(names: impl IntoIterator<Item = &'a str>) -> Row {
    names.into_iter().map(|name| Cell::Header(name.to_owned())).collect()
}

/// A table that is written: its sheet, the row of its header, its last row, and its columns.
struct Marked {
    sheet: String,
    first: u64,
    last: u64,
    columns: usize,
}

/// The content of a spreadsheet under writing.
pub(crate) struct Book {
    xml: Xml,
    /// Rows of the sheet that is being written.
    rows: u64,
    sheet: String,
    /// The row of its table's header, and its columns.
    table: Option<(u64, usize)>,
    marked: Vec<Marked>,
}

impl Book {
    /// One without sheets, for readers of this language.
    pub(crate) fn new(lang: Lang) -> Self {
        let mut xml = Xml::new();
        xml.open("office:document-content", &NAMESPACES);
        styles(&mut xml, lang);
        xml.open("office:body", &[]);
        xml.open("office:spreadsheet", &[]);
        Self { xml, rows: 0, sheet: String::new(), table: None, marked: Vec::new() }
    }

    /// Begins a sheet of so many columns.
    pub(crate) fn begin_sheet(&mut self, name: &str, columns: usize) {
        (self.rows, self.table) = (0, None);
        name.clone_into(&mut self.sheet);
        let xml = &mut self.xml;
        xml.open("table:table", &[("table:name", name), ("table:style-name", "sheet")]);
        xml.empty("table:table-column", &[("table:style-name", "wide")]);
        if columns > 1 {
            let repeated = (columns - 1).to_string();
            let own = [("table:style-name", "narrow"), ("table:number-columns-repeated", repeated.as_str())];
            xml.empty("table:table-column", &own);
        }
    }

    /// Writes a row.
    pub(crate) fn row(&mut self, row: &Row) {
        write_row(&mut self.xml, row);
        self.rows += 1;
    }

    /// Writes the header row of the sheet's table: the rows from here on are the table's.
    pub(crate) fn table(&mut self, header: &Row) {
        self.xml.element("table:table-header-rows", &[], |xml| write_row(xml, header));
        self.rows += 1;
        self.table = Some((self.rows, header.len()));
    }

    /// How many rows the sheet has.
    pub(crate) fn rows(&self) -> u64 {
        self.rows
    }

    /// Ends the sheet.
    pub(crate) fn end_sheet(&mut self) {
        self.xml.close("table:table");
        if let Some((first, columns)) = self.table {
            self.marked.push(Marked { sheet: std::mem::take(&mut self.sheet), first, last: self.rows, columns });
        }
    }

    /// What is written and was not taken yet.
    pub(crate) fn take(&mut self) -> String {
        self.xml.take()
    }

    /// Marks each table as one, header row and all, and ends the content: what is left of it.
    pub(crate) fn finish(mut self) -> String {
        let marked = self.marked;
        self.xml.element("table:database-ranges", &[], |xml| {
            for Marked { sheet, first, last, columns } in &marked {
                let range = format!("'{sheet}'.A{first}:'{sheet}'.{}{last}", column(*columns));
                let name = format!("{sheet}_marked");
                let own = [
                    ("table:name", name.as_str()),
                    ("table:target-range-address", range.as_str()),
                    ("table:contains-header", "true"),
                ];
                xml.empty("table:database-range", &own);
            }
        });
        self.xml.close("office:spreadsheet");
        self.xml.close("office:body");
        self.xml.close("office:document-content");
        self.xml.finish()
    }
}

/// Begins a spreadsheet's file: what it is, and what is in it. Its content follows as `content.xml`.
pub(crate) fn begin_file() -> Container {
    let mut file = Container::new();
    file.add("mimetype", MEDIA.as_bytes());
    file.add("META-INF/manifest.xml", manifest().as_bytes());
    file
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

fn write_row(xml: &mut Xml, row: &Row) {
    xml.element("table:table-row", &[], |xml| {
        for cell in row {
            let (style, text) = match cell {
                Cell::Text(text) => ("text", text),
                Cell::Header(text) => ("header", text),
                Cell::Title(text) => ("title", text),
                Cell::Link { text, .. } => ("text", text),
                Cell::Blank => {
                    xml.empty("table:table-cell", &[]);
                    continue;
                }
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
