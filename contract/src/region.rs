//! Regions: the twelve regions and nations of the UK's International Territorial Level 1 (ITL, Office for National
//! Statistics, 2021), and which of them a postcode may lie in.

use crate::locale::FormStrings;
use crate::packed::packed_newtype;

/// A region of England or a nation of the UK: its index in the order of the codes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Region(u8);

packed_newtype!(Region);

const CODES: [&str; 12] = ["TLC", "TLD", "TLE", "TLF", "TLG", "TLH", "TLI", "TLJ", "TLK", "TLL", "TLM", "TLN"];

impl Region {
    /// All of them, in the order of their codes.
    pub fn all() -> impl Iterator<Item = Region> {
        (0..CODES.len() as u8).map(Self)
    }

    /// The region of an ITL1 code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::all().find(|region| region.code() == code)
    }

    /// Its ITL1 code: `TLC` to `TLN`.
    pub fn code(self) -> &'static str {
        CODES[usize::from(self.0)]
    }

    /// Its name.
    pub fn name(self, words: &FormStrings) -> &'static str {
        words.regions.split('|').nth(self.0.into()).unwrap_or_default()
    }
}

/// The postcode areas of the UK with the regions that each touches, by the last letter of their codes: `AB M|AL H|...`.
/// An area that may cross a boundary has every region that it may reach: to choose between two costs a person less than to
/// be counted in the wrong one. The Crown dependencies (GY, JE, IM) are in none. It travels to the browser as it stands, so
/// that a postcode does not have to leave it.
pub const AREAS: &str = "AB M|AL H|B G|BA K|BB D|BD DE|BH JK|BL D|BN J|BR IJ|BS K|BT N|CA CDM|CB H|CF L|CH DL|CM HI|CO H|\
    CR IJ|CT J|CV FG|CW DG|DA IJ|DD M|DE FG|DG DM|DH C|DL CE|DN EF|DT K|DY G|E HI|EC I|EH M|EN HI|EX K|FK M|FY D|G M|\
    GL GJK|GU J|HA HI|HD E|HG E|HP HJ|HR GKL|HS M|HU E|HX E|IG HI|IP H|IV M|KA M|KT IJ|KW M|KY M|L D|LA DE|LD GL|LE FG|\
    LL GL|LN EF|LS E|LU HJ|M D|ME J|MK FHJ|ML M|N I|NE C|NG F|NN FGHJ|NP GKL|NR H|NW I|OL DE|OX FGJK|PA M|PE FH|PH M|\
    PL K|PO J|PR D|RG JK|RH J|RM HI|S EF|SA L|SE I|SG H|SK DFG|SL J|SM IJ|SN JK|SO JK|SP JK|SR C|SS H|ST DG|SW I|SY DGL|\
    TA K|TD CDM|TF G|TN IJ|TQ K|TR K|TS CE|TW IJ|UB IJ|W I|WA D|WC I|WD HIJ|WF E|WN D|WR GK|WS G|WV G|YO E|ZE M";

/// The regions that a postcode may lie in, by its area in `table`, which is [`AREAS`]: none where it is not a postcode of
/// one of them. The letters before the first digit decide, so that the first half of a postcode is enough.
pub fn find(table: &str, postcode: &str) -> Vec<Region> {
    let typed: String = postcode.chars().filter(|character| !character.is_whitespace()).collect();
    let end = typed.find(|character: char| !character.is_ascii_alphabetic()).unwrap_or(typed.len());
    let (letters, rest) = typed.split_at(end);
    if !rest.starts_with(|character: char| character.is_ascii_digit()) {
        return Vec::new();
    }
    let mut areas = table.split('|').filter_map(|area| area.split_once(' '));
    let found = areas.find(|(area, _)| area.eq_ignore_ascii_case(letters)).map_or("", |(_, regions)| regions);
    Region::all().filter(|region| found.contains(&region.code()[2..])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Lang;
    use std::collections::BTreeSet;

    #[test]
    fn every_area_is_named_once_and_every_region_is_reached() {
        let (mut areas, mut reached) = (BTreeSet::new(), BTreeSet::new());
        for entry in AREAS.split('|') {
            let (area, regions) = entry.split_once(' ').unwrap();
            assert!((1..=2).contains(&area.len()) && area.bytes().all(|byte| byte.is_ascii_uppercase()), "{entry}");
            assert!(areas.insert(area), "{entry}");
            let found = find(AREAS, &format!("{area}1"));
            assert_eq!(found.len(), regions.len(), "{entry}");
            assert!(found.is_sorted(), "{entry}");
            reached.extend(found);
        }
        // Royal Mail's 124 without the three of the Crown dependencies.
        assert_eq!(areas.len(), 121);
        assert_eq!(reached.into_iter().collect::<Vec<_>>(), Region::all().collect::<Vec<_>>());
    }

    #[test]
    fn postcodes_of_known_places() {
        for (postcode, regions) in [
            ("NE1 7RU", "North East"),
            ("m60 2la", "North West"),
            ("LS1 1UR", "Yorkshire and The Humber"),
            ("NG2 3NG", "East Midlands"),
            ("B1 1BB", "West Midlands"),
            ("NR2 1NH", "East of England"),
            ("WC2N 5DU", "London"),
            ("EC1A1BB", "London"),
            ("SO14 7LY", "South East|South West"),
            ("BS1 5TR", "South West"),
            (" cf 10 4uw ", "Wales"),
            ("EH1 1YJ", "Scotland"),
            ("BT1 5GS", "Northern Ireland"),
            ("CH5", "North West|Wales"),
            ("SY16 2NZ", "North West|West Midlands|Wales"),
            ("TD15 1AA", "North East|North West|Scotland"),
            ("TW18 4XX", "London|South East"),
            ("CF", ""),
            ("GY1 1WR", ""),
            ("ZZ1 1ZZ", ""),
            ("10 Downing Street", ""),
            ("É1", ""),
            ("", ""),
        ] {
            let words = Lang::En.form_strings();
            let found: Vec<&str> = find(AREAS, postcode).into_iter().map(|region| region.name(words)).collect();
            assert_eq!(found.join("|"), regions, "{postcode:?}");
        }
    }

    #[test]
    fn a_region_has_its_code_and_a_name_in_every_language() {
        for region in Region::all() {
            assert_eq!(Region::parse(region.code()), Some(region));
            for lang in Lang::ALL {
                assert!(!region.name(lang.form_strings()).is_empty(), "{region:?} {lang:?}");
            }
        }
        for lang in Lang::ALL {
            assert_eq!(lang.form_strings().regions.split('|').count(), Region::all().count(), "{lang:?}");
        }
        for code in ["", "TL", "TLB", "TLO", "tlc", "London"] {
            assert_eq!(Region::parse(code), None, "{code:?}");
        }
    }
}
