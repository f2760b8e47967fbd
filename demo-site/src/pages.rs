//! The table of sites and pages. Their words and looks are in the folder `sites`.

use crate::{Asset, Page, Site};

/// A file of a site's folder.
macro_rules! file {
    ($site:literal, $name:literal) => {
        include_str!(concat!("../sites/", $site, "/", $name))
    };
}

const fn style(text: &'static str) -> Asset {
    Asset { path: "/style.css", content_type: "text/css; charset=utf-8", text }
}

const fn icon(text: &'static str) -> Asset {
    Asset { path: "/icon.svg", content_type: "image/svg+xml", text }
}

pub(crate) const SITES: &[Site] = &[
    Site {
        id: "benefits-guide",
        name: "Benefits Guide",
        default_port: 8801,
        lang: "en",
        // What a government page has to add to its policy for the full widget: the edge as a source of
        // scripts and of connections, the edge as the aim of a form, and Wasm.
        headers: &[(
            "content-security-policy",
            "default-src 'self'; script-src 'self' {{edge}} 'wasm-unsafe-eval'; connect-src 'self' {{edge}}; \
             style-src 'self'; img-src 'self' data:; form-action 'self' {{edge}}; base-uri 'none'; object-src 'none'",
        )],
        layout: file!("benefits-guide", "layout.html"),
        not_found: Page {
            path: "/404",
            title: "Page not found",
            consultation: None,
            main: file!("benefits-guide", "not-found.html"),
        },
        pages: &[
            Page {
                path: "/",
                title: "Find out what you can claim",
                consultation: None,
                main: file!("benefits-guide", "home.html"),
            },
            Page {
                path: "/maternity-benefits",
                title: "Claiming maternity benefits",
                consultation: Some("maternity-benefits"),
                main: file!("benefits-guide", "maternity-benefits.html"),
            },
            Page {
                path: "/maternity-benefits/proof-of-pregnancy",
                title: "Proof that you are pregnant",
                consultation: None,
                main: file!("benefits-guide", "proof-of-pregnancy.html"),
            },
            Page {
                path: "/help-while-pregnant",
                title: "Other help while you are pregnant",
                consultation: None,
                main: file!("benefits-guide", "help-while-pregnant.html"),
            },
            Page {
                path: "/about",
                title: "About this site",
                consultation: None,
                main: file!("benefits-guide", "about.html"),
            },
        ],
        assets: &[
            style(file!("benefits-guide", "style.css")),
            icon(file!("benefits-guide", "icon.svg")),
            Asset {
                path: "/review.js",
                content_type: "text/javascript; charset=utf-8",
                text: file!("benefits-guide", "review.js"),
            },
        ],
    },
    Site {
        id: "parents-forum",
        name: "Parents’ Corner",
        default_port: 8802,
        lang: "en",
        headers: &[],
        layout: file!("parents-forum", "layout.html"),
        not_found: Page {
            path: "/404",
            title: "Page not found",
            consultation: None,
            main: file!("parents-forum", "not-found.html"),
        },
        pages: &[
            Page { path: "/", title: "Discussions", consultation: None, main: file!("parents-forum", "home.html") },
            Page {
                path: "/threads/maternity-allowance-or-smp",
                title: "Maternity Allowance or SMP? New job at 9 weeks",
                consultation: Some("maternity-benefits"),
                main: file!("parents-forum", "maternity-allowance-or-smp.html"),
            },
            Page {
                path: "/threads/free-mapping-data",
                title: "Walking bus map: should map data be free?",
                consultation: Some("mapping-data"),
                main: file!("parents-forum", "free-mapping-data.html"),
            },
            Page {
                path: "/threads/last-bus",
                title: "The last bus leaves ten minutes after school club",
                consultation: Some("local-buses"),
                main: file!("parents-forum", "last-bus.html"),
            },
            Page {
                path: "/threads/four-month-sleep",
                title: "Four months and suddenly awake all night",
                consultation: None,
                main: file!("parents-forum", "four-month-sleep.html"),
            },
            Page {
                path: "/rules",
                title: "House rules",
                consultation: None,
                main: file!("parents-forum", "rules.html"),
            },
            Page { path: "/search", title: "Search", consultation: None, main: file!("parents-forum", "search.html") },
            Page { path: "/join", title: "Join", consultation: None, main: file!("parents-forum", "join.html") },
        ],
        assets: &[
            style(file!("parents-forum", "style.css")),
            icon(file!("parents-forum", "icon.svg")),
            Asset {
                path: "/forum.js",
                content_type: "text/javascript; charset=utf-8",
                text: file!("parents-forum", "forum.js"),
            },
        ],
    },
    Site {
        id: "blog-cymru",
        name: "Llais y Llan",
        default_port: 8803,
        lang: "cy",
        headers: &[],
        layout: file!("blog-cymru", "layout.html"),
        not_found: Page {
            path: "/404",
            title: "Ni chafwyd hyd i’r dudalen",
            consultation: None,
            main: file!("blog-cymru", "not-found.html"),
        },
        pages: &[
            Page { path: "/", title: "Erthyglau", consultation: None, main: file!("blog-cymru", "home.html") },
            Page {
                path: "/gweision-sifil-ar-lein",
                title: "Pum egwyddor ar gyfer siarad â’r cyhoedd ar-lein",
                consultation: Some("social-media-guidance"),
                main: file!("blog-cymru", "gweision-sifil-ar-lein.html"),
            },
            Page {
                path: "/budd-daliadau-mamolaeth",
                title: "Tâl neu lwfans? Budd-daliadau mamolaeth mewn geiriau plaen",
                consultation: Some("maternity-benefits"),
                main: file!("blog-cymru", "budd-daliadau-mamolaeth.html"),
            },
            Page {
                path: "/amdanaf",
                title: "Amdanaf i",
                consultation: None,
                main: file!("blog-cymru", "amdanaf.html"),
            },
        ],
        assets: &[style(file!("blog-cymru", "style.css")), icon(file!("blog-cymru", "icon.svg"))],
    },
    Site {
        id: "strict-page",
        name: "Harbourside Library",
        default_port: 8804,
        lang: "en",
        // Neither Wasm nor inline styles: the edge is let in as a source of scripts and connections, no more.
        headers: &[(
            "content-security-policy",
            "default-src 'self'; script-src 'self' {{edge}}; connect-src 'self' {{edge}}; \
             style-src 'self'; img-src 'self' data:; form-action 'self' {{edge}}; base-uri 'none'; object-src 'none'",
        )],
        layout: file!("strict-page", "layout.html"),
        not_found: Page {
            path: "/404",
            title: "Page not found",
            consultation: None,
            main: file!("strict-page", "not-found.html"),
        },
        pages: &[
            Page { path: "/", title: "Welcome", consultation: None, main: file!("strict-page", "home.html") },
            Page {
                path: "/have-your-say",
                title: "Have your say",
                consultation: Some("social-media-guidance"),
                main: file!("strict-page", "have-your-say.html"),
            },
            Page { path: "/visit", title: "Visit us", consultation: None, main: file!("strict-page", "visit.html") },
        ],
        assets: &[style(file!("strict-page", "style.css")), icon(file!("strict-page", "icon.svg"))],
    },
];
