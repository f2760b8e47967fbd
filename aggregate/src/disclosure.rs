//! Disclosure control of one table: which of its counts may be published, and how.
//!
//! Whoever reads a table knows these rules too. So what is left to tell apart is counted over all tables that would have
//! been published as this one was, and not over those that fit its numbers: a count that was hidden beside another says by
//! that alone that it is the next smallest.

use contract::ReleaseRules;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// How closely a table is published.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Control {
    /// Counts below this are not published. A multiple of `base`.
    least: i64,
    /// The others are rounded to a multiple of this.
    base: i64,
    /// The values that a count which is not published must still be able to have, at least.
    possible: usize,
}

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

impl Control {
    /// That of a consultation.
    pub(crate) fn of(rules: ReleaseRules) -> Self {
        Self { least: rules.threshold().into(), base: rules.base().into(), possible: rules.possible() as usize }
    }

    /// Controls a table of people: `total` of them, each in at least one cell and in at most `most`. With `most` at 1 the
    /// cells add up to the total.
    ///
    /// What fails is not repaired cell by cell, for each step of a repair would tell by being taken: all its cells go.
    pub(crate) fn table(self, total: i64, cells: &[i64], most: i64) -> Controlled {
        let cells: Vec<_> = cells.iter().map(|count| self.rounded(*count)).collect();
        let mut table = Controlled { total: self.rounded(total), cells };
        let Some(total) = table.total else { return Controlled::nothing(table.cells.len()) };
        if most == 1 && hidden(&table.cells) == 1 {
            // Alone, it is the total less the others. Of several that are next alike, none is picked: which one would tell.
            let next = table.cells.iter().flatten().min().copied();
            table.cells.iter_mut().filter(|count| **count == next).for_each(|count| *count = None);
        }
        let fails =
            |cells: &[Option<i64>]| hidden(cells) > 0 && self.possible_values(total, cells, most) < self.possible;
        if fails(&table.cells) {
            table.cells.fill(None);
            // Also the total may tell too much of cells that are all small.
            if fails(&table.cells) {
                return Controlled::nothing(table.cells.len());
            }
        }
        table
    }

    /// A count as it is published.
    pub(crate) fn rounded(self, count: i64) -> Option<i64> {
        (count >= self.least).then_some((count + self.base / 2) / self.base * self.base)
    }

    /// The counts that are published as `count`.
    fn behind(self, count: i64) -> RangeInclusive<i64> {
        (count - self.base / 2).max(self.least)..=count + (self.base - 1) / 2
    }

    /// The highest count that is not published.
    fn small(self) -> i64 {
        self.least - 1
    }

    /// How many values each hidden count can have. All have the same: nothing here looks at a cell's place.
    fn possible_values(self, total: i64, cells: &[Option<i64>], most: i64) -> usize {
        let published = || cells.iter().flatten().map(|count| self.behind(*count));
        let lowest: i64 = published().map(|range| *range.start()).sum();
        let highest: i64 = published().map(|range| *range.end()).sum();
        let total = self.behind(total);
        let others = hidden(cells) as i64 - 1;
        if most == 1 {
            let smallest = cells.iter().flatten().min().copied().unwrap_or(i64::MAX);
            return self.possible_parts(others, smallest, total.start() - highest, total.end() - lowest);
        }
        // No cell has more people than there are, and all cells together no more than these people can fill.
        let filled = (lowest + most - 1) / most;
        let people = published().map(|range| *range.start()).chain([*total.start(), filled]).max().unwrap_or(0);
        let elsewhere: i64 = published().map(|range| (*range.end()).min(people)).sum();
        // Everybody is in a cell.
        let least = (people - elsewhere - others * self.small()).max(0);
        values(&(least..=(total.end() * most - lowest).min(self.small())))
    }

    /// The same for cells that add up: each of them has `others` hidden beside it, and all have from `low` to `high` together.
    fn possible_parts(self, others: i64, smallest: i64, low: i64, high: i64) -> usize {
        // All of them are small,
        let mut small: BTreeSet<i64> = ((low - others * self.small()).max(0)..=high.min(self.small())).collect();
        // or one is, and the others were the next smallest, all published alike otherwise.
        let mut large = 0;
        let mut next = self.least;
        while others > 0 && next < smallest && next <= high && large < self.possible {
            let (from, to) = self.behind(next).into_inner();
            small.extend((low - others * to).max(0)..=(high - others * from).min(self.small()));
            large += values(&(from.max(low - self.small() - (others - 1) * to)..=to.min(high - (others - 1) * from)));
            next += self.base;
        }
        small.len() + large
    }
}

fn hidden(cells: &[Option<i64>]) -> usize {
    cells.iter().filter(|count| count.is_none()).count()
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

    const USUAL: Control = Control { least: 10, base: 5, possible: 5 };

    /// What somebody learns who knows the rules, and can try all tables against what is published.
    fn attack(control: Control, cells: usize, most: i64, people: i64) {
        let mut alike: BTreeMap<Controlled, Vec<BTreeSet<i64>>> = BTreeMap::new();
        let mut try_table = |total: i64, table: &[i64]| {
            let published = control.table(total, table, most);
            let mut shown = published.cells.iter().chain([&published.total]).flatten();
            assert!(shown.all(|count| *count >= control.least && count % control.base == 0), "{table:?} {published:?}");
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
            if published.total.is_some_and(|total| *control.behind(total).end() > people) {
                continue;
            }
            for (count, possible) in published.cells.iter().zip(possible) {
                assert!(
                    count.is_some() || possible.len() >= control.possible,
                    "{control:?} {published:?} {most}: {possible:?}"
                );
            }
        }
    }

    #[test]
    fn whoever_tries_all_tables_is_left_with_five_values_where_cells_add_up() {
        for (cells, people) in [(1, 60), (2, 60), (3, 52), (4, 37), (5, 24)] {
            attack(USUAL, cells, 1, people);
        }
    }

    #[test]
    fn whoever_tries_all_tables_is_left_with_five_values_where_people_choose_several() {
        for (cells, most, people) in [(2, 2, 42), (3, 2, 32), (3, 3, 32), (4, 2, 17), (4, 3, 17), (4, 4, 17)] {
            attack(USUAL, cells, most, people);
        }
    }

    /// Every control that a definition can ask for, on tables that are large enough for two published counts beside one
    /// that is not.
    #[test]
    fn and_so_with_every_number_that_a_department_may_choose() {
        use contract::limits;
        for base in limits::RELEASE_BASES.map(i64::from) {
            for least in
                (limits::RELEASE_THRESHOLD.into()..=limits::RELEASE_THRESHOLD_MAX.into()).step_by(base as usize)
            {
                for possible in limits::RELEASE_POSSIBLE..=limits::RELEASE_POSSIBLE_MAX {
                    let control = Control { least, base, possible: possible as usize };
                    attack(control, 1, 1, 3 * least);
                    attack(control, 2, 1, 3 * least);
                    attack(control, 3, 1, 2 * least + base);
                    attack(control, 2, 2, 2 * least + base);
                    attack(control, 3, 2, least + 2 * base);
                }
            }
        }
    }
}
