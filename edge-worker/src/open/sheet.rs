//! A release as a spreadsheet (OpenDocument 1.2): a cover, contents and notes, and one table a sheet; shorthand for what is
//! not published.

use super::book::{Book, Cell, Row, begin_file, header};
use super::{LEFT_OUT, Published, Section, Worded};
use crate::pages::release::{answered, method, when};
use contract::Lang;
use contract::locale::fill;

struct Sheet {
    name: String,
    /// What stands before the table, and all rows where there is none.
    head: Vec<Row>,
    /// The table's header row, and its rows.
    table: Option<(Row, Vec<Row>)>,
}

/// The whole file. Stored and not compressed: a release is small.
pub(crate) fn ods(published: &Published<'_>) -> Vec<u8> {
    let mut file = begin_file();
    file.add("content.xml", content(published).as_bytes());
    file.finish()
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

fn content(published: &Published<'_>) -> String {
    let mut book = Book::new(published.lang);
    for sheet in sheets(published) {
        book.begin_sheet(&sheet.name, sheet.table.as_ref().map_or(1, |(header, _)| header.len()));
        sheet.head.iter().for_each(|row| book.row(row));
        if let Some((header, rows)) = &sheet.table {
            book.table(header);
            rows.iter().for_each(|row| book.row(row));
        }
        book.end_sheet();
    }
    book.finish()
}
