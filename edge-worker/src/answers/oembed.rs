//! What somebody who pastes a link is given for it (oEmbed 1.0, oembed.com): for the hosted form a frame, for what became
//! of a consultation and for its releases a link.

use super::public::{self, published};
use super::{Call, told_to_all};
use crate::access::rules::{Rule, rule};
use crate::cache::Known;
use crate::config;
use crate::open::xml::Xml;
use crate::pages::share;
use crate::reply::{Body, Refused, Reply, Wrong};
use crate::route::Route;
use contract::json::Value;
use contract::{ConsultationId, Lang, Problem};
use worker::url::form_urlencoded;

/// Pixels of a frame where its reader sets no limit: a column of a blog, and a form of two questions.
const WIDTH: u32 = 600;
const HEIGHT: u32 = 700;
/// Seconds for which a reply may be kept: titles change seldom, and the frame shows what is true then.
const CACHE_AGE: u32 = 3_600;

/// In which form a reply is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Format {
    Json,
    Xml,
}

impl Format {
    fn parse(text: Option<&str>) -> Result<Self, Problem> {
        match text {
            None | Some("json") => Ok(Self::Json),
            Some("xml") => Ok(Self::Xml),
            Some(_) => Err(Problem::FormatNotOffered),
        }
    }
}

/// The size that its reader has room for, in pixels.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
struct Room {
    width: Option<u32>,
    height: Option<u32>,
}

impl Room {
    /// A limit of a query: nothing and zero set none, as consumers mean them that fill in a template.
    fn limit(name: &'static str, text: Option<&str>) -> Result<Option<u32>, Refused> {
        let text = text.unwrap_or_default();
        let number = text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse::<u32>() {
            _ if text.is_empty() => Ok(None),
            Ok(limit) if number => Ok(Some(limit).filter(|limit| *limit > 0)),
            _ => {
                let detail = format!("The parameter {name} is a number of pixels.");
                let wrong = Wrong { problem: None, pointer: format!("/{name}"), detail };
                Err(Refused { errors: vec![wrong], ..Problem::MalformedRequest.into() })
            }
        }
    }

    /// The frame, never larger than the room.
    fn frame(self) -> (u32, u32) {
        (WIDTH.min(self.width.unwrap_or(WIDTH)), HEIGHT.min(self.height.unwrap_or(HEIGHT)))
    }

    /// The largest card that fits; none where there is no room for any.
    fn card(self) -> Option<share::Size> {
        let fits = |size: &share::Size| {
            let (width, height) = size.pixels();
            width <= self.width.unwrap_or(width) && height <= self.height.unwrap_or(height)
        };
        share::Size::ALL.into_iter().find(fits)
    }
}

/// What is behind an address of ours.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Target {
    /// The form, with the site and the language that its address names.
    Form { id: ConsultationId, site: String, lang: Option<Lang> },
    /// A page to read.
    Page { id: ConsultationId, lang: Option<Lang> },
}

impl Target {
    /// Reads an address. What is not ours, or has nothing to show, is not there; what is for some eyes alone is refused so
    /// (oembed.com section 2.3.4: 404 and 401).
    fn parse(own: &str, address: &str) -> Result<Self, Problem> {
        let rest = address.strip_prefix(own).filter(|rest| rest.starts_with('/')).ok_or(Problem::NotFound)?;
        let rest = rest.split('#').next().unwrap_or_default();
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let parameter = |name: &str| {
            form_urlencoded::parse(query.as_bytes()).find(|(own, _)| own == name).map(|(_, value)| value.into_owned())
        };
        let lang = parameter("lang").and_then(|tag| Lang::parse(&tag));
        // One slash at its end is the same page.
        let path = if path.len() > 1 { path.strip_suffix('/').unwrap_or(path) } else { path };
        match Route::parse("GET", path).map_err(|_| Problem::NotFound)? {
            Route::HostedForm(id) => Ok(Self::Form { id, site: parameter("site").unwrap_or_default(), lang }),
            Route::OutcomePage(id) | Route::ReleasesPage(id) | Route::ReleasePage(id, _) => Ok(Self::Page { id, lang }),
            Route::ReceiptPage(_) => Err(Problem::NotPublic),
            route if matches!(rule(&route), Rule::Role(..)) => Err(Problem::NotPublic),
            _ => Err(Problem::NotFound),
        }
    }
}

/// A member's value.
enum Member {
    Text(String),
    Number(u32),
}

type Members = Vec<(&'static str, Member)>;

/// `GET /oembed?url=&format=&maxwidth=&maxheight=`.
pub(crate) async fn oembed(call: &Call<'_>) -> Reply {
    told_to_all(tried(call).await).readable_by_all()
}

async fn tried(call: &Call<'_>) -> Result<Reply, Refused> {
    let asked = |name| call.request.query(name);
    let format = Format::parse(asked("format").as_deref())?;
    let room = Room {
        width: Room::limit("maxwidth", asked("maxwidth").as_deref())?,
        height: Room::limit("maxheight", asked("maxheight").as_deref())?,
    };
    let target = Target::parse(call.own.as_str(), &asked("url").unwrap_or_default())?;
    let (Target::Form { id, .. } | Target::Page { id, .. }) = &target;
    let known = published(call, id).await?;
    let members = described(call, &known, &target, room, &asked("url").unwrap_or_default())?;
    let reply = match format {
        Format::Json => Reply::json(200, &json(&members)),
        Format::Xml => Reply::new(200, "text/xml; charset=utf-8", Body::Text(xml(&members))),
    };
    Ok(reply
        .with("cache-control", "public, max-age=60")
        .tagged_by_content(call.request.header("if-none-match").as_deref()))
}

fn described(call: &Call<'_>, known: &Known, target: &Target, room: Room, address: &str) -> Result<Members, Refused> {
    let definition = &known.record.current().definition;
    let (Target::Form { lang, .. } | Target::Page { lang, .. }) = target;
    let lang = definition.questionnaire().language_for(*lang);
    let (title, _) = definition.questionnaire().title().in_language(lang);
    let mut members: Members = vec![
        ("version", Member::Text("1.0".to_owned())),
        ("title", Member::Text(title.to_owned())),
        ("author_name", Member::Text(config::department_name(call.env, known.record.department())?)),
        ("provider_name", Member::Text("Soundings".to_owned())),
        ("provider_url", Member::Text(call.own.to_string())),
        ("cache_age", Member::Number(CACHE_AGE)),
    ];
    // Not in the standard, which allows more; Discourse shows it.
    if let Some(summary) = definition.questionnaire().summary() {
        members.push(("description", Member::Text(summary.in_language(lang).0.to_owned())));
    }
    let thumbnail = room.card().map(|size| (share::card_address(&call.own, known.record.id(), lang, size), size));
    if let Some((address, size)) = thumbnail {
        let (width, height) = size.pixels();
        members.push(("thumbnail_url", Member::Text(address)));
        members.push(("thumbnail_width", Member::Number(width)));
        members.push(("thumbnail_height", Member::Number(height)));
    }
    match target {
        // Where no site is registered, nobody may show the frame; where nothing is asked any more, there is nothing to frame.
        Target::Form { id, site, .. } if super::notice(&known.record).is_none() && !definition.sites().is_empty() => {
            let site = public::site(definition, site).filter(|_| !site.is_empty());
            let site = site.map(|site| format!("&site={site}")).unwrap_or_default();
            let (width, height) = room.frame();
            let frame = format!("{}/f/{id}/frame?lang={}{site}", call.own, lang.code());
            let page = format!("{}/f/{id}?lang={}{site}", call.own, lang.code());
            members.push(("type", Member::Text("rich".to_owned())));
            members.push(("html", Member::Text(share::frame(&frame, &page, title, (width, height)))));
            members.push(("width", Member::Number(width)));
            members.push(("height", Member::Number(height)));
        }
        _ => {
            members.push(("type", Member::Text("link".to_owned())));
            members.push(("url", Member::Text(address.to_owned())));
        }
    }
    Ok(members)
}

fn json(members: &Members) -> Value {
    let value = |member: &Member| match member {
        Member::Text(text) => Value::string(text),
        Member::Number(number) => (*number).into(),
    };
    Value::object(members.iter().map(|(name, member)| (*name, value(member))))
}

fn xml(members: &Members) -> String {
    let mut xml = Xml::new();
    xml.element("oembed", &[], |xml| {
        for (name, member) in members {
            match member {
                Member::Text(text) => xml.leaf(name, &[], text),
                Member::Number(number) => xml.leaf(name, &[], &number.to_string()),
            }
        }
    });
    xml.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses() {
        let own = "https://edge.example";
        let id = || ConsultationId::parse("maps").unwrap();
        let form = |site: &str, lang| Ok(Target::Form { id: id(), site: site.to_owned(), lang });
        for (address, expected) in [
            ("https://edge.example/f/maps", form("", None)),
            ("https://edge.example/f/maps/", form("", None)),
            ("https://edge.example/f/maps?site=a-forum&lang=cy#x", form("a-forum", Some(Lang::Cy))),
            ("https://edge.example/f/maps?site=a%2Fb", form("a/b", None)),
            ("https://edge.example/f/maps/outcome", Ok(Target::Page { id: id(), lang: None })),
            (
                "https://edge.example/v1/consultations/maps/releases.html?lang=ur",
                Ok(Target::Page { id: id(), lang: Some(Lang::Ur) }),
            ),
            ("https://edge.example/v1/consultations/maps/releases/3.html", Ok(Target::Page { id: id(), lang: None })),
            ("https://edge.example/d/engagement/maps", Err(Problem::NotPublic)),
            ("https://edge.example/v1/departments/engagement/tokens", Err(Problem::NotPublic)),
            ("https://edge.example/r/maps.0.ABCDEFGHIJKLMNOPQRSTUQ", Err(Problem::NotPublic)),
            ("https://edge.example/", Err(Problem::NotFound)),
            ("https://edge.example/f/Not%20One", Err(Problem::NotFound)),
            ("https://edge.example.evil.example/f/maps", Err(Problem::NotFound)),
            ("https://edge.example", Err(Problem::NotFound)),
            ("http://edge.example/f/maps", Err(Problem::NotFound)),
            ("https://edge.example@evil.example/f/maps", Err(Problem::NotFound)),
            ("javascript:alert(1)", Err(Problem::NotFound)),
            ("", Err(Problem::NotFound)),
        ] {
            assert_eq!(Target::parse(own, address), expected, "{address}");
        }
    }

    #[test]
    fn formats() {
        for (text, expected) in [
            (None, Ok(Format::Json)),
            (Some("json"), Ok(Format::Json)),
            (Some("xml"), Ok(Format::Xml)),
            (Some("yaml"), Err(Problem::FormatNotOffered)),
            (Some(""), Err(Problem::FormatNotOffered)),
        ] {
            assert_eq!(Format::parse(text), expected, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn nothing_is_larger_than_its_room(width in proptest::option::of(1..=u32::MAX), height in proptest::option::of(1..=u32::MAX)) {
            let text = |limit: Option<u32>| limit.map(|limit| limit.to_string());
            let room = Room {
                width: Room::limit("maxwidth", text(width).as_deref()).unwrap(),
                height: Room::limit("maxheight", text(height).as_deref()).unwrap(),
            };
            prop_assert_eq!((room.width, room.height), (width, height));
            let sizes = [Some(room.frame()), room.card().map(share::Size::pixels)];
            for (wide, high) in sizes.into_iter().flatten() {
                prop_assert!(wide >= 1 && high >= 1);
                prop_assert!(width.is_none_or(|most| wide <= most) && height.is_none_or(|most| high <= most));
            }
            // And no smaller than it need be.
            let (wide, high) = room.frame();
            prop_assert!(wide == WIDTH || Some(wide) == width);
            prop_assert!(high == HEIGHT || Some(high) == height);
        }

        #[test]
        fn a_limit_is_a_number_of_pixels_or_none(text in "\\PC{0,12}") {
            let read = Room::limit("maxwidth", Some(&text));
            let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            match text.parse::<u32>() {
                Ok(number) if digits => prop_assert_eq!(read.unwrap(), (number > 0).then_some(number)),
                _ if text.is_empty() => prop_assert_eq!(read.unwrap(), None),
                _ => prop_assert_eq!(read.map(drop), Err(()).map_err(|()| {
                    let detail = "The parameter maxwidth is a number of pixels.".to_owned();
                    let wrong = Wrong { problem: None, pointer: "/maxwidth".to_owned(), detail };
                    Refused { errors: vec![wrong], ..Problem::MalformedRequest.into() }
                })),
            }
        }
    }

    #[test]
    fn both_formats_say_the_same() {
        let members: Members = vec![("title", Member::Text("A & B".to_owned())), ("width", Member::Number(3))];
        assert_eq!(json(&members).to_string(), r#"{"title":"A & B","width":3}"#);
        assert_eq!(
            xml(&members),
            r#"<?xml version="1.0" encoding="UTF-8"?><oembed><title>A &amp; B</title><width>3</width></oembed>"#
        );
    }
}
