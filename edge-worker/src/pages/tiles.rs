//! A map of tiles: each of the twelve ITL1 regions and nations is as large as the others, about where it lies. A map of
//! areas would show how many sheep live there.

use super::chart::{About, percent, thousands};
use contract::Region;
use maud::{Markup, html};

/// Where each region's tile lies, and what is written on it, by its ITL1 code: column, row, short name.
const TILES: [(&str, usize, usize, &str); 12] = [
    ("TLC", 2, 1, "N East"),
    ("TLD", 1, 2, "N West"),
    ("TLE", 2, 2, "Yorks"),
    ("TLF", 2, 3, "E Mids"),
    ("TLG", 1, 3, "W Mids"),
    ("TLH", 3, 3, "East"),
    ("TLI", 2, 4, "London"),
    ("TLJ", 3, 4, "S East"),
    ("TLK", 1, 4, "S West"),
    ("TLL", 0, 3, "Wales"),
    ("TLM", 1, 0, "Scotland"),
    ("TLN", 0, 1, "N Ireland"),
];

const SIZE: usize = 100;

/// The map. A tile is the darker, the larger its share of the largest count; the count stands on it.
pub(crate) fn map(
    about: &About<'_>,
    regions: &[(Region, i64)],
    base: i64,
    name: &dyn Fn(Region) -> &'static str,
) -> Markup {
    let most = regions.iter().map(|(_, count)| *count).max().unwrap_or(0);
    html! {
        svg.tiles role="img" aria-labelledby={ (about.id) "-title " (about.id) "-desc" } viewBox="0 0 400 500" {
            title #{ (about.id) "-title" } { (about.title) }
            desc #{ (about.id) "-desc" } { (about.description) }
            @for (region, count) in regions {
                @if let Some((_, column, row, short)) = TILES.iter().find(|(code, ..)| *code == region.code()) {
                    @let class = step(*count, most);
                    g {
                        title { (name(*region)) ": " (thousands(*count)) ", " (percent(*count, base)) }
                        rect class=(class) x=(column * SIZE + 2) y=(row * SIZE + 2) width=(SIZE - 4) height=(SIZE - 4) {}
                        text.within.{ "on-" (class) } x=(column * SIZE + 50) y=(row * SIZE + 42) text-anchor="middle" { (short) }
                        text.within.strong.{ "on-" (class) } x=(column * SIZE + 50) y=(row * SIZE + 72) text-anchor="middle" { (thousands(*count)) }
                    }
                }
            }
        }
    }
}

/// One of five steps: none, and quarters of the largest.
fn step(count: i64, most: i64) -> &'static str {
    if count <= 0 || most <= 0 {
        return "step-0";
    }
    ["step-1", "step-2", "step-3", "step-4"][usize::try_from((count * 4 - 1) / most).unwrap_or(0).min(3)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::Lang;
    use std::collections::BTreeSet;

    #[test]
    fn every_region_has_a_tile_of_its_own() {
        let places: BTreeSet<(usize, usize)> = TILES.iter().map(|(_, column, row, _)| (*column, *row)).collect();
        assert_eq!(places.len(), 12);
        let regions: Vec<(Region, i64)> = Region::all().zip(0..).collect();
        let about = About { id: "a", title: "T", description: String::new() };
        let drawn = map(&about, &regions, 66, &|region| region.name(Lang::En.form_strings())).into_string();
        assert_eq!(drawn.matches("<rect").count(), 12);
        assert!(drawn.contains("<title>Wales: 9, 14%</title>"), "{drawn}");
    }

    #[test]
    fn steps_are_quarters_of_the_largest() {
        for (count, most, class) in [
            (0, 0, "step-0"),
            (0, 8, "step-0"),
            (1, 8, "step-1"),
            (2, 8, "step-1"),
            (3, 8, "step-2"),
            (8, 8, "step-4"),
            (1, 1_000, "step-1"),
        ] {
            assert_eq!(step(count, most), class, "{count} of {most}");
        }
    }
}
