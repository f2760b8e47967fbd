//! Tables whose cells are sentences: on a narrow screen each row is a block, in which each cell says what it is.

use maud::{Markup, html};

/// A table named by the elements `labels`. Each of its columns has a name, and says whether it holds numbers; the first cell
/// of a row names the row. Roles are written out: a browser takes them from elements that are no table to the eye.
pub(crate) fn stacked<const N: usize>(labels: &str, columns: &[(&str, bool); N], rows: &[[Markup; N]]) -> Markup {
    html! {
        table.stacked role="table" aria-labelledby=(labels) {
            thead role="rowgroup" {
                tr role="row" {
                    @for (name, number) in columns { th class=[number.then_some("number")] scope="col" role="columnheader" { (name) } }
                }
            }
            tbody role="rowgroup" {
                @for row in rows {
                    tr role="row" {
                        @for (place, (cell, (name, number))) in row.iter().zip(columns).enumerate() {
                            @if place == 0 { th scope="row" role="rowheader" { (cell) } }
                            @else { td class=[number.then_some("number")] role="cell" data-label=(name) { (cell) } }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cell_says_what_it_is() {
        let html = stacked("files", &[("File", false), ("Bytes", true)], &[[html! { "a.js" }, html! { "12" }]]);
        assert_eq!(
            html.into_string(),
            "<table class=\"stacked\" role=\"table\" aria-labelledby=\"files\"><thead role=\"rowgroup\"><tr role=\"row\">\
             <th scope=\"col\" role=\"columnheader\">File</th><th class=\"number\" scope=\"col\" role=\"columnheader\">Bytes</th>\
             </tr></thead><tbody role=\"rowgroup\"><tr role=\"row\"><th scope=\"row\" role=\"rowheader\">a.js</th>\
             <td class=\"number\" role=\"cell\" data-label=\"Bytes\">12</td></tr></tbody></table>"
        );
    }
}
