//! Putting a consultation on a page: the tag that a site wants, how it looks, and what keeps it from showing.

use super::own;
use super::pages::{department, shown};
use crate::access::Pass;
use crate::answers::field;
use crate::assets;
use crate::clock;
use crate::config;
use crate::embedding::check::{self, Known, Pasted};
use crate::embedding::contrast::{COLOURS, Colour};
use crate::embedding::tag::{LEVEL, LEVELS, Load, Tag, Theme};
use crate::http::{Fields, Incoming};
use crate::pages::check as check_page;
use crate::pages::embed as page;
use crate::published::{self, Published};
use crate::reply::{Body, Refused, Reply};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use contract::{Consultation, ConsultationId, Lang, Origin, Problem};
use qrcodegen::{QrCode, QrCodeEcc};
use sha2::{Digest, Sha256};
use worker::Env;

/// Bytes of what is pasted to be looked at: a long page of a forum, with its headers.
const PASTED_BYTES: usize = 2 * 1024 * 1024;

/// What the page's address asks for; what is blank or not known is as without it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    /// The site's name; blank where the consultation has none.
    pub(crate) site: String,
    pub(crate) lang: Option<Lang>,
    pub(crate) theme: Theme,
    pub(crate) load: Load,
    pub(crate) level: Option<u8>,
    pub(crate) version: Option<&'static Published>,
    /// The colours as they were written, by the names of their properties; blank ones are left out.
    pub(crate) colours: Vec<(&'static str, String)>,
}

impl Asked {
    /// Reads an address's parameters.
    pub(crate) fn read(parameters: &Fields, record: &Consultation) -> Self {
        let definition = &record.current().definition;
        let get = |name: &str| field(parameters, name).trim();
        let site = definition.sites().iter().map(|site| site.id().as_str()).find(|own| *own == get("site"));
        let first = definition.sites().first().map_or("", |site| site.id().as_str());
        let colours =
            COLOURS.iter().filter_map(|(name, ..)| Some((*name, get(name))).filter(|(_, text)| !text.is_empty()));
        Self {
            site: site.unwrap_or(first).to_owned(),
            lang: Lang::parse(get("lang")).filter(|lang| definition.questionnaire().languages().contains(lang)),
            theme: Theme::parse(get("theme")).unwrap_or_default(),
            load: Load::parse(get("load")).unwrap_or_default(),
            level: get("level").parse().ok().filter(|level| LEVELS.contains(level)),
            version: published::find(get("version")),
            colours: colours.map(|(name, text)| (name, text.to_owned())).collect(),
        }
    }

    /// The tag.
    pub(crate) fn tag<'a>(&'a self, edge: &'a Origin, consultation: &'a ConsultationId) -> Tag<'a> {
        let (lang, theme, load, version) = (self.lang, self.theme, self.load, self.version);
        Tag { edge, consultation, site: &self.site, lang, theme, load, level: self.level.unwrap_or(LEVEL), version }
    }

    /// A colour that can be read.
    pub(crate) fn colour(&self, name: &str) -> Option<Colour> {
        self.colours.iter().find(|(own, _)| *own == name).and_then(|(_, text)| Colour::parse(text))
    }

    /// The names of the colours that cannot be read.
    pub(crate) fn faults(&self) -> Vec<&'static str> {
        self.colours.iter().filter(|(_, text)| Colour::parse(text).is_none()).map(|(name, _)| *name).collect()
    }

    /// The rule of a style sheet that sets the colours; `None` where none is set.
    pub(crate) fn styles(&self) -> Option<String> {
        let sound = self.colours.iter().filter(|(_, text)| Colour::parse(text).is_some());
        let lines: Vec<String> = sound.map(|(name, text)| format!("  --soundings-{name}: {text};")).collect();
        (!lines.is_empty()).then(|| format!("take-soundings {{\n{}\n}}", lines.join("\n")))
    }

    /// The same as an address's parameters.
    pub(crate) fn parameters(&self) -> String {
        let mut fields = worker::url::form_urlencoded::Serializer::new(String::new());
        fields.append_pair("site", &self.site);
        fields.extend_pairs(self.lang.map(|lang| ("lang", lang.code())));
        fields.append_pair("theme", self.theme.word()).append_pair("load", self.load.word());
        fields.extend_pairs(self.level.map(|level| ("level", level.to_string())));
        fields.extend_pairs(self.version.map(|version| ("version", version.version)));
        fields.extend_pairs(self.colours.iter().map(|(name, text)| (*name, text.as_str())));
        fields.finish()
    }
}

/// `GET /d/{department}/{id}/embed`: the tag, as its address asks for it.
pub(crate) async fn page(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let known = own(env, pass.department(), id).await?;
    let edge = config::public_origin(env, request.url())?;
    let asked = Asked::read(&request.parameters(), &known.record);
    let department = department(env, pass)?;
    let html = page::embed(
        &page::Embed { department, consultation: &known.record, edge: &edge, asked: &asked },
        &assets::folder(),
    );
    // The frame of the preview, which is a page of ours.
    Ok(shown(html).policy_with("frame-src 'self'"))
}

/// `GET /d/{department}/{id}/embed/preview`: a page with exactly that tag, to stand in the one above. Nothing can be sent from
/// it: its policy lets the widget read, and no more.
pub(crate) async fn preview(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let known = own(env, pass.department(), id).await?;
    let edge = config::public_origin(env, request.url())?;
    let asked = Asked::read(&request.parameters(), &known.record);
    let styles = asked.styles().unwrap_or_default();
    let html = page::preview(&asked.tag(&edge, id), &styles);
    let hash = STANDARD.encode(Sha256::digest(styles.as_bytes()));
    let read = format!("{edge}/v1/consultations/{id}");
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; script-src {edge}/v1/ 'wasm-unsafe-eval'; connect-src {read}/form \
         {read}/start {edge}/v1/assets/; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
    );
    Ok(shown(html).with("content-security-policy", &policy))
}

/// `GET /d/{department}/{id}/embed/qr.svg`: the address of the form's own page, for print.
pub(crate) async fn code(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let known = own(env, pass.department(), id).await?;
    let edge = config::public_origin(env, request.url())?;
    let asked = Asked::read(&request.parameters(), &known.record);
    // An address of ours is far below the 2,331 bytes that a code takes at this level.
    let drawn = drawing(&asked.tag(&edge, id).address()).ok_or(Problem::Internal)?;
    Ok(Reply::new(200, "image/svg+xml", Body::Text(drawn))
        .with("content-disposition", &format!("inline; filename=\"{id}.svg\""))
        .with("cache-control", "private, no-cache"))
}

/// A QR code (ISO/IEC 18004) as a drawing of black on white, with the four modules of margin that readers need. A quarter of
/// it may be dirty or torn (level Q).
fn drawing(text: &str) -> Option<String> {
    const MARGIN: i32 = 4;
    let code = QrCode::encode_text(text, QrCodeEcc::Quartile).ok()?;
    let side = code.size() + 2 * MARGIN;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run = (x..code.size()).take_while(|x| code.get_module(*x, y)).count() as i32;
            if run > 0 {
                path += &format!("M{} {}h{run}v1h-{run}z", x + MARGIN, y + MARGIN);
            }
            x += run.max(1);
        }
    }
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{path}\"/></svg>"
    ))
}

/// `GET /d/{department}/{id}/check`: what is to be pasted to learn why nothing shows.
pub(crate) async fn check(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    looked_at(env, request, pass, id, Pasted::default()).await
}

/// `POST /d/{department}/{id}/check`: what is wrong with it. Nothing of it is kept or written to a log.
pub(crate) async fn check_sent(
    env: &Env,
    request: &Incoming,
    pass: &Pass,
    id: &ConsultationId,
) -> Result<Reply, Refused> {
    let fields = request.form(PASTED_BYTES).await?;
    let get = |name: &str| field(&fields, name).to_owned();
    looked_at(env, request, pass, id, Pasted { address: get("address"), html: get("html"), headers: get("headers") })
        .await
}

async fn looked_at(
    env: &Env,
    request: &Incoming,
    pass: &Pass,
    id: &ConsultationId,
    pasted: Pasted,
) -> Result<Reply, Refused> {
    let known = own(env, pass.department(), id).await?;
    let edge = config::public_origin(env, request.url())?;
    let sent = pasted != Pasted::default();
    let findings = check::check(&pasted, &Known { record: &known.record, edge: &edge, now: clock::now() });
    let shown = check_page::Checked {
        department: department(env, pass)?,
        consultation: &known.record,
        edge: &edge,
        pasted: &pasted,
        findings: sent.then_some(&findings[..]),
    };
    // Never kept: what was pasted is on it.
    Ok(Reply::page(200, Lang::En, check_page::check(&shown, &assets::folder())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_the_address_that_it_was_drawn_of() {
        let address = "https://soundings.example/f/maternity-benefits?site=parents-forum&lang=cy";
        let drawn = drawing(address).unwrap();
        // The drawing as a picture, four points a module, as a camera would see it.
        const SCALE: usize = 4;
        let side: usize = drawn.split_once("viewBox=\"0 0 ").unwrap().1.split(' ').next().unwrap().parse().unwrap();
        let path = drawn.rsplit_once("d=\"").unwrap().1.split('"').next().unwrap();
        let mut dark = vec![false; side * side];
        for run in path.split('z').filter(|run| !run.is_empty()) {
            let (place, run) = run.strip_prefix('M').unwrap().split_once('h').unwrap();
            let (x, y) = place.split_once(' ').unwrap();
            let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
            let length: usize = run.split('v').next().unwrap().parse().unwrap();
            dark[y * side + x..y * side + x + length].fill(true);
        }
        let light = |x: usize, y: usize| if dark[y / SCALE * side + x / SCALE] { 0 } else { 255 };
        let mut picture = rqrr::PreparedImage::prepare_from_greyscale(side * SCALE, side * SCALE, light);
        let grids = picture.detect_grids();
        assert_eq!(grids.len(), 1);
        assert_eq!(grids[0].decode().unwrap().1, address);
    }
}
