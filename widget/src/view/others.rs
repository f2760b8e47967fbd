//! What others said: the latest release as words, numbers and bars. The server's alone: what the application shows of it is
//! what came with the edge's reply, so that the Wasm has no code for it.

use super::{Markup, container, heading, title, written};
use contract::Lang;
use contract::locale::{FormStrings, fill};
use contract::showing::{Bar, Others, OthersTable, Said};
use yew::prelude::Html;

/// What others said, by itself.
pub fn others(others: &Others, lang: Lang, words: &FormStrings, level: u8) -> Html {
    written(|out| {
        container(out, lang);
        write(out, others, lang, words, level);
        out.close();
    })
}

/// Writes what others said, below a heading of that level.
pub(super) fn write(out: &mut Markup, others: &Others, lang: Lang, words: &FormStrings, level: u8) {
    // By its class the page's script finds it (`loader/app.js`).
    out.open("div class=others");
    title(out, level).text(words.others_title).close();
    let responses = others.responses.to_string();
    out.leaf("p part=hint", &fill(words.others_text, &[("{n}", &responses), ("{date}", &others.date)]));
    for question in &others.questions {
        said(heading(out, level + 1).set("part", "legend"), &question.text, lang);
        question.tables.iter().for_each(|own| table(out, own, lang));
    }
    out.close();
}

fn table(out: &mut Markup, table: &OthersTable, lang: Lang) {
    if let Some(statement) = &table.statement {
        said(out.open("p"), statement, lang);
    }
    out.open("ul");
    for Bar { label, count, percent } in &table.bars {
        out.open("li");
        said(out.open("span"), label, lang);
        // Digits keep their order in every script; the bar says nothing that they do not.
        out.text(" ").leaf("b dir=ltr", &format!("{percent}% ({count})"));
        out.open("progress max=100 aria-hidden=true").set("value", &percent.to_string()).close();
        out.close();
    }
    out.close();
}

/// Writes a text into the element that is open, which says what language it is in where that is another, and closes it.
fn said(out: &mut Markup, (text, own): &Said, lang: Lang) {
    if *own != lang {
        out.set("lang", own.code());
    }
    out.text(text).close();
}
