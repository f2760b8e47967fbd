//! Disclosure control of one table: which of its counts may be published, and how.
//!
//! Whoever reads a table knows these rules too. So what is left to tell apart is counted over all tables that would have
//! been published as this one was, and not over those that fit its numbers: a count that was hidden beside another says by
//! that alone that it is the next smallest.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// Counts below this are not published.
const LEAST: i64 = 10;
/// The others are rounded to a multiple of this.
const BASE: i64 = 5;
/// The highest count that is not.
const SMALL: i64 = LEAST - 1;
/// The values that a count which is not published must still be able to have, at least.
const POSSIBLE: usize = 5;

/// A table as it may be published: `None` stands for a count that is not, be it zero, small, or hidden beside one of those.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Controlled {
    pub(crate) total: Option<i64>,
    pub(crate) cells: Vec<Option<i64>>,
}

impl Controlled {
    /// Whether every count is there.
    pub(crate) fn is_whole(&self) -> bool {
        self.total.is_some() && self.cells.iter().all(Option::is_some)
    }

    /// A table of which nothing is published.
    pub(crate) fn nothing(cells: usize) -> Self {
        Self { total: None, cells: vec![None; cells] }
    }
}

/// Controls a table of people: `total` of them, each in at least one cell and in at most `most`. With `most` at 1 the cells
/// add up to the total.
///
/// What fails is not repaired cell by cell, for each step of a repair would tell by being taken: all its cells go.
pub(crate) fn control(total: i64, cells: &[i64], most: i64) -> Controlled {
    let mut table = Controlled { total: rounded(total), cells: cells.iter().map(|count| rounded(*count)).collect() };
    let Some(total) = table.total else { return Controlled::nothing(cells.len()) };
    if most == 1 && hidden(&table.cells) == 1 {
        // Alone, it is the total less the others. Of several that are next alike, none is picked: which one would tell.
        let next = table.cells.iter().flatten().min().copied();
        table.cells.iter_mut().filter(|count| **count == next).for_each(|count| *count = None);
    }
    if hidden(&table.cells) > 0 && possible_values(total, &table.cells, most) < POSSIBLE {
        table.cells.fill(None);
    }
    table
}

/// A count as it is published.
pub(crate) fn rounded(count: i64) -> Option<i64> {
    (count >= LEAST).then_some((count + BASE / 2) / BASE * BASE)
}

/// The counts that are published as `count`.
fn behind(count: i64) -> RangeInclusive<i64> {
    (count - BASE / 2).max(LEAST)..=count + BASE / 2
}

fn hidden(cells: &[Option<i64>]) -> usize {
    cells.iter().filter(|count| count.is_none()).count()
}

/// How many values each hidden count can have. All have the same: nothing here looks at a cell's place.
fn possible_values(total: i64, cells: &[Option<i64>], most: i64) -> usize {
    let published = || cells.iter().flatten().map(|count| behind(*count));
    let lowest: i64 = published().map(|range| *range.start()).sum();
    let highest: i64 = published().map(|range| *range.end()).sum();
    let total = behind(total);
    let others = hidden(cells) as i64 - 1;
    if most == 1 {
        let smallest = cells.iter().flatten().min().copied().unwrap_or(i64::MAX);
        return possible_parts(others, smallest, total.start() - highest, total.end() - lowest);
    }
    // No cell has more people than there are, and all cells together no more than these people can fill.
    let filled = (lowest + most - 1) / most;
    let people = published().map(|range| *range.start()).chain([*total.start(), filled]).max().unwrap_or(0);
    let elsewhere: i64 = published().map(|range| (*range.end()).min(people)).sum();
    // Everybody is in a cell.
    let least = (people - elsewhere - others * SMALL).max(0);
    values(&(least..=(total.end() * most - lowest).min(SMALL)))
}

/// The same for cells that add up: each of them has `others` hidden beside it, and all have from `low` to `high` together.
fn possible_parts(others: i64, smallest: i64, low: i64, high: i64) -> usize {
    // All of them are small,
    let mut small: BTreeSet<i64> = ((low - others * SMALL).max(0)..=high.min(SMALL)).collect();
    // or one is, and the others were the next smallest, all published alike otherwise.
    let mut large = 0;
    let mut next = LEAST;
    while others > 0 && next < smallest && next <= high && large < POSSIBLE {
        let (from, to) = behind(next).into_inner();
        small.extend((low - others * to).max(0)..=(high - others * from).min(SMALL));
        large += values(&(from.max(low - SMALL - (others - 1) * to)..=to.min(high - (others - 1) * from)));
        next += BASE;
    }
    small.len() + large
}

fn values(range: &RangeInclusive<i64>) -> usize {
    usize::try_from(range.end() - range.start() + 1).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// Calls `each` with every list of `cells` counts up to `most`.
    fn lists(cells: usize, most: i64, each: &mut impl FnMut(&[i64])) {
        let mut list = vec![0; cells];
        loop {
            each(&list);
            let Some(next) = list.iter().position(|count| *count < most) else { return };
            list[..next].fill(0);
            list[next] += 1;
        }
    }

    /// What somebody learns who knows the rules, and can try all tables against what is published.
    fn attack(cells: usize, most: i64, people: i64) {
        let mut alike: BTreeMap<Controlled, Vec<BTreeSet<i64>>> = BTreeMap::new();
        let mut try_table = |total: i64, table: &[i64]| {
            let published = control(total, table, most);
            let mut shown = published.cells.iter().chain([&published.total]).flatten();
            assert!(shown.all(|count| *count >= LEAST && count % BASE == 0), "{table:?} {published:?}");
            let possible = alike.entry(published.clone()).or_insert_with(|| vec![BTreeSet::new(); cells]);
            possible.iter_mut().zip(table).for_each(|(possible, count)| {
                possible.insert(*count);
            });
        };
        lists(cells, people, &mut |table| {
            let sum: i64 = table.iter().sum();
            if most == 1 {
                if sum <= people {
                    try_table(sum, table);
                }
                return;
            }
            let fullest = table.iter().copied().max().unwrap_or(0);
            let fewest = fullest.max((sum + most - 1) / most);
            (fewest..=sum.min(people)).for_each(|total| try_table(total, table));
        });
        for (published, possible) in alike {
            // Totals next to the largest ones tried are published for tables that were not tried.
            if published.total.is_some_and(|total| *behind(total).end() > people) {
                continue;
            }
            for (count, possible) in published.cells.iter().zip(possible) {
                assert!(count.is_some() || possible.len() >= POSSIBLE, "{published:?} {most}: {possible:?}");
            }
        }
    }

    #[test]
    fn whoever_tries_all_tables_is_left_with_five_values_where_cells_add_up() {
        for (cells, people) in [(1, 60), (2, 60), (3, 52), (4, 37), (5, 24)] {
            attack(cells, 1, people);
        }
    }

    #[test]
    fn whoever_tries_all_tables_is_left_with_five_values_where_people_choose_several() {
        for (cells, most, people) in [(2, 2, 42), (3, 2, 32), (3, 3, 32), (4, 2, 17), (4, 3, 17), (4, 4, 17)] {
            attack(cells, most, people);
        }
    }
}
