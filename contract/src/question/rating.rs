//! `rating`: a point on a labelled scale. Answer: a whole number from 1 to the number of points.

use super::{Context, Faults, Fields, last_filled};
use crate::answer::AnswerFault;
use crate::document::{Fault, Members, Place, optional};
use crate::json::Value;
use crate::limits;
use crate::packed::{Packed, Packing, Places};
use crate::text::Text;

/// A scale of 2 to 11 points. The document gives either `labels`, one for each point, or `points` with the labels of the
/// `low` and the `high` end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rating {
    labels: Vec<Option<Text>>,
    /// Whether the document gave `labels`, so that it is written as it was read.
    all_labelled: bool,
    measure: Option<Measure>,
}

/// What a rating measures, where its department declares it: then its summary has the figure that is known by this name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Measure {
    /// Satisfaction: the share of people who gave one of the two highest points. Asked on at least four points: of fewer,
    /// the two highest are most of the scale.
    Satisfaction,
    /// The net promoter score: eleven points, which stand for 0 to 10. The share of those who gave 9 or 10, less the share
    /// of those who gave 0 to 6.
    Nps,
}

impl Measure {
    /// Its name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Satisfaction => "satisfaction",
            Self::Nps => "nps",
        }
    }

    fn parse(place: &Place<'_>, points: usize) -> Option<Self> {
        let fit = |fits: bool, measure, what| if fits { Some(measure) } else { place.expect(None, what) };
        match place.string()? {
            "satisfaction" => {
                fit(points >= 4, Self::Satisfaction, "left out: satisfaction is asked on at least 4 points")
            }
            "nps" => fit(points == 11, Self::Nps, "left out: a net promoter score is asked on 11 points"),
            _ => place.expect(None, "\"satisfaction\" or \"nps\""),
        }
    }
}

/// What it measures stays behind: the department reads it, and no form.
impl Packed for Rating {
    fn pack(&self, out: &mut Packing) {
        self.labels.pack(out);
        self.all_labelled.pack(out);
    }

    fn unpack(places: &mut Places<'_>) -> Self {
        Self { labels: places.next(), all_labelled: places.next(), measure: None }
    }
}

impl Rating {
    pub(super) const MEMBERS: &'static [&'static str] = &["labels", "points", "low", "high", "measure"];

    /// What it measures, where that is declared.
    pub fn measure(&self) -> Option<Measure> {
        self.measure
    }

    /// The number of points.
    pub fn points(&self) -> u8 {
        self.labels.len() as u8
    }

    /// The label of each point, lowest first; `None` for one between labelled ends.
    pub fn labels(&self) -> &[Option<Text>] {
        &self.labels
    }

    pub(super) fn parse(members: &Members<'_>, context: &Context<'_>) -> Option<Self> {
        let text = |member: &Place<'_>| Text::parse(member, context.languages, limits::LABEL);
        let measure = |points: usize| optional(members.get("measure").map(|member| Measure::parse(&member, points)));
        if let Some(list) = members.get("labels") {
            for name in ["points", "low", "high"] {
                if let Some(member) = members.get(name) {
                    member.fault(Fault::Expected("left out where \"labels\" has a label for each point"));
                }
            }
            let items = list.items(2, limits::RATING_POINTS.into())?;
            let labels: Vec<_> = items.iter().map(|item| text(item).map(Some)).collect();
            let measure = measure(labels.len());
            return Some(Self {
                labels: labels.into_iter().collect::<Option<_>>()?,
                all_labelled: true,
                measure: measure?,
            });
        }
        let points = members.need("points").and_then(|member| member.integer(2, limits::RATING_POINTS.into()));
        let low = members.need("low").and_then(|member| text(&member));
        let high = members.need("high").and_then(|member| text(&member));
        // Of points that cannot be read nothing fits or does not.
        let measure = points.map_or(Some(None), |points| measure(points as usize));
        let (points, low, high, measure) = (points? as usize, low?, high?, measure?);
        let mut labels = vec![None; points];
        labels[0] = Some(low);
        labels[points - 1] = Some(high);
        Some(Self { labels, all_labelled: false, measure })
    }

    pub(super) fn write(&self, members: &mut Vec<(String, Value)>) {
        let text = |label: &Option<Text>| label.as_ref().map_or(Value::Null, Text::to_value);
        if self.all_labelled {
            members.push(("labels".to_owned(), Value::Array(self.labels.iter().map(text).collect())));
        } else {
            members.push(("points".to_owned(), u32::from(self.points()).into()));
            members.push(("low".to_owned(), self.labels.first().map_or(Value::Null, text)));
            members.push(("high".to_owned(), self.labels.last().map_or(Value::Null, text)));
        }
        members.extend(self.measure.map(|measure| ("measure".to_owned(), measure.name().into())));
    }

    pub(super) fn texts<'a>(&'a self, texts: &mut Vec<(String, &'a Text)>) {
        let last = self.labels.len() - 1;
        for (index, label) in self.labels.iter().enumerate() {
            let Some(label) = label else { continue };
            let pointer = match (self.all_labelled, index) {
                (true, index) => format!("/labels/{index}"),
                (false, index) if index == last => "/high".to_owned(),
                (false, _) => "/low".to_owned(),
            };
            texts.push((pointer, label));
        }
    }

    pub(super) fn answer(&self, value: &Value, faults: &mut Faults<'_>) -> Option<u8> {
        let Some(point) = value.as_integer() else {
            faults.add(AnswerFault::WrongType);
            return None;
        };
        if !(1..=i64::from(self.points())).contains(&point) {
            faults.add(AnswerFault::OutOfRange);
            return None;
        }
        Some(point as u8)
    }
}

/// A field is text: digits become a number, so that form and JSON give one value; other text stays and is refused.
pub(super) fn value_from_fields(fields: &Fields<'_>) -> Option<Value> {
    let text = last_filled(fields)?;
    Some(text.parse::<u32>().map_or_else(|_| Value::string(text), Value::from))
}
