//! The one list of what can be asked: name, method, address and kind of reply of each route, by topic. The log names a request
//! by it, so that no receipt gets there, what every reply carries follows from it, and the API's description is made from it.

use crate::headers::Kind;
use crate::route::Route;

macro_rules! endpoints {
    ($($topic:ident { $($name:ident, $slug:literal, $method:literal, $path:literal, $kind:ident;)* })*) => {
        /// What a route is about: each topic has its module in the API's description.
        #[cfg(test)]
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(crate) enum Topic { $(#[doc = stringify!($topic)] $topic,)* }

        /// A route without what its address names.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(crate) enum Endpoint { $($(#[doc = concat!("`", $method, " ", $path, "`")] $name,)*)* }

        impl Endpoint {
            /// All of them.
            #[cfg(test)]
            pub(crate) const ALL: &[Endpoint] = &[$($(Self::$name),*),*];

            /// Its name in the log and in the API's description.
            pub(crate) fn name(self) -> &'static str {
                match self { $($(Self::$name => $slug,)*)* }
            }

            /// The kind of its replies.
            pub(crate) fn kind(self) -> Kind {
                match self { $($(Self::$name => Kind::$kind,)*)* }
            }

            /// What it is about.
            #[cfg(test)]
            pub(crate) fn topic(self) -> Topic {
                match self { $($(Self::$name => Topic::$topic,)*)* }
            }

            /// Its method.
            #[cfg(test)]
            pub(crate) fn method(self) -> &'static str {
                match self { $($(Self::$name => $method,)*)* }
            }

            /// Its address, with a name in braces for each part that varies.
            #[cfg(test)]
            pub(crate) fn path(self) -> &'static str {
                match self { $($(Self::$name => $path,)*)* }
            }
        }

        impl Route {
            /// Which one it is. A route without a line in the list does not compile.
            pub(crate) fn endpoint(&self) -> Endpoint {
                match self { $($(Self::$name { .. } => Endpoint::$name,)*)* }
            }
        }
    };
}

endpoints! {
    About {
        Home, "home", "GET", "/", Page;
        OpenApi, "openapi", "GET", "/openapi.json", Elsewhere;
        Health, "health", "GET", "/healthz", Program;
        Security, "security", "GET", "/.well-known/security.txt", Program;
        Robots, "robots", "GET", "/robots.txt", Program;
        Loader, "loader", "GET", "/v1/embed.js", Elsewhere;
        PinnedLoader, "pinned-loader", "GET", "/v1/embed-{version}.js", Elsewhere;
        Asset, "asset", "GET", "/v1/assets/{hash}/{name}", Elsewhere;
        Icon, "icon", "GET", "/icon.svg", Program;
        Problems, "problems", "GET", "/problems", Page;
        ProblemPage, "problem", "GET", "/problems/{problem}", Page;
    }
    Docs {
        Docs, "docs", "GET", "/docs", Page;
        DocsPage, "docs-page", "GET", "/docs/{page}", Page;
        DocsSearch, "docs-search", "GET", "/docs/search", Page;
        DocsPicture, "docs-picture", "GET", "/docs/pictures/{picture}", Program;
    }
    Consultations {
        Definition, "definition", "GET", "/v1/consultations/{consultation}", Elsewhere;
        Form, "form", "GET", "/v1/consultations/{consultation}/form", Elsewhere;
        Start, "start", "GET", "/v1/consultations/{consultation}/start", Elsewhere;
        Challenge, "challenge", "GET", "/v1/consultations/{consultation}/challenge", Elsewhere;
        Respond, "respond", "POST", "/v1/consultations/{consultation}/responses", Elsewhere;
        PreflightRespond, "preflight-respond", "OPTIONS", "/v1/consultations/{consultation}/responses", Elsewhere;
        HostedForm, "hosted-form", "GET", "/f/{consultation}", Page;
        HostedSend, "hosted-send", "POST", "/f/{consultation}", Page;
    }
    Cards {
        Resizer, "resizer", "GET", "/v1/frame.js", Elsewhere;
        OEmbed, "oembed", "GET", "/oembed", Elsewhere;
        Framed, "framed", "GET", "/f/{consultation}/frame", Page;
        Transparency, "transparency", "GET", "/about/{site}", Page;
        TransparencyFile, "transparency-file", "GET", "/about/{site}.json", Elsewhere;
        Card, "card", "GET", "/v1/consultations/{consultation}/card.png", Elsewhere;
    }
    Receipts {
        ReadReceipt, "read-receipt", "GET", "/v1/receipts/{receipt}", Elsewhere;
        ChangeReceipt, "change-receipt", "PUT", "/v1/receipts/{receipt}", Elsewhere;
        WithdrawReceipt, "withdraw-receipt", "DELETE", "/v1/receipts/{receipt}", Elsewhere;
        PreflightReceipt, "preflight-receipt", "OPTIONS", "/v1/receipts/{receipt}", Elsewhere;
        ReceiptPage, "receipt-page", "GET", "/r/{receipt}", Page;
        ReceiptSend, "receipt-send", "POST", "/r/{receipt}", Page;
        ReceiptWithdraw, "receipt-withdraw", "POST", "/r/{receipt}/withdraw", Page;
    }
    Drafts {
        Revisions, "revisions", "GET", "/v1/consultations/{consultation}/revisions", Elsewhere;
        Revision, "revision", "GET", "/v1/consultations/{consultation}/revisions/{revision}", Elsewhere;
        OwnRevision, "own-revision", "GET", "/v1/departments/{department}/consultations/{consultation}/revisions/{revision}", Program;
        Drafts, "drafts", "GET", "/v1/departments/{department}/drafts", Program;
        ReadDraft, "read-draft", "GET", "/v1/departments/{department}/drafts/{draft}", Program;
        WriteDraft, "write-draft", "PUT", "/v1/departments/{department}/drafts/{draft}", Program;
        RemoveDraft, "remove-draft", "DELETE", "/v1/departments/{department}/drafts/{draft}", Program;
        ReviewDraft, "review-draft", "GET", "/v1/departments/{department}/drafts/{draft}/review", Program;
        SubmitDraft, "submit-draft", "POST", "/v1/departments/{department}/drafts/{draft}/submit", Program;
        ApproveDraft, "approve-draft", "POST", "/v1/departments/{department}/drafts/{draft}/approve", Program;
        ReturnDraft, "return-draft", "POST", "/v1/departments/{department}/drafts/{draft}/return", Program;
        DraftsPage, "drafts-page", "GET", "/d/{department}/drafts", Page;
        DraftsSend, "drafts-send", "POST", "/d/{department}/drafts", Page;
        DraftPage, "draft-page", "GET", "/d/{department}/drafts/{draft}", Page;
        DraftSubmitSend, "draft-submit-send", "POST", "/d/{department}/drafts/{draft}/submit", Page;
        DraftApproveSend, "draft-approve-send", "POST", "/d/{department}/drafts/{draft}/approve", Page;
        DraftReturnSend, "draft-return-send", "POST", "/d/{department}/drafts/{draft}/return", Page;
        DraftRemoveSend, "draft-remove-send", "POST", "/d/{department}/drafts/{draft}/delete", Page;
        RevisionsPage, "revisions-page", "GET", "/d/{department}/{consultation}/revisions", Page;
    }
    Releases {
        Releases, "releases", "GET", "/v1/consultations/{consultation}/releases", Elsewhere;
        LatestRelease, "latest-release", "GET", "/v1/consultations/{consultation}/releases/latest", Elsewhere;
        Release, "release", "GET", "/v1/consultations/{consultation}/releases/{number}", Elsewhere;
        ReleasesPage, "releases-page", "GET", "/v1/consultations/{consultation}/releases.html", Page;
        ReleasesFeed, "releases-feed", "GET", "/v1/consultations/{consultation}/releases.atom", Elsewhere;
        ReleasesCatalogue, "releases-catalogue", "GET", "/v1/consultations/{consultation}/releases.jsonld", Elsewhere;
        ReleasePage, "release-page", "GET", "/v1/consultations/{consultation}/releases/{release}.html", Page;
        ReleaseJson, "release-json", "GET", "/v1/consultations/{consultation}/releases/{release}.json", Elsewhere;
        ReleaseCsv, "release-csv", "GET", "/v1/consultations/{consultation}/releases/{release}.csv", Elsewhere;
        ReleaseOds, "release-ods", "GET", "/v1/consultations/{consultation}/releases/{release}.ods", Elsewhere;
        ReleasePackage, "release-package", "GET", "/v1/consultations/{consultation}/releases/{release}/datapackage.json", Elsewhere;
        MakeRelease, "make-release", "POST", "/v1/departments/{department}/consultations/{consultation}/releases", Program;
        OwnReleasesPage, "own-releases-page", "GET", "/d/{department}/{consultation}/releases", Page;
        OwnReleasesSend, "own-releases-send", "POST", "/d/{department}/{consultation}/releases", Page;
    }
    Outcomes {
        Outcome, "outcome", "GET", "/v1/consultations/{consultation}/outcome", Elsewhere;
        OutcomePage, "outcome-page", "GET", "/f/{consultation}/outcome", Page;
        ReadOutcome, "read-outcome", "GET", "/v1/departments/{department}/consultations/{consultation}/outcome", Program;
        WriteOutcome, "write-outcome", "PUT", "/v1/departments/{department}/consultations/{consultation}/outcome", Program;
        ApproveOutcome, "approve-outcome", "POST", "/v1/departments/{department}/consultations/{consultation}/outcome/approve", Program;
        OutcomeDraft, "outcome-draft", "GET", "/d/{department}/{consultation}/outcome", Page;
        OutcomeSend, "outcome-send", "POST", "/d/{department}/{consultation}/outcome", Page;
        OutcomeApprove, "outcome-approve", "POST", "/d/{department}/{consultation}/outcome/approve", Page;
    }
    Replies {
        Reply, "reply", "GET", "/v1/replies/{reply}", Elsewhere;
        ReplyPage, "reply-page", "GET", "/v1/replies/{reply}.html", Page;
        ReplyFile, "reply-file", "GET", "/v1/replies/{reply}.json", Elsewhere;
        ReplyCompare, "reply-compare", "POST", "/v1/replies/{reply}", Page;
        ReplyForm, "reply-form", "GET", "/v1/replies/{reply}/form", Elsewhere;
        ReplyKeys, "reply-keys", "GET", "/.well-known/jwks.json", Elsewhere;
        Replies, "replies", "GET", "/v1/departments/{department}/replies", Program;
        MakeReply, "make-reply", "POST", "/v1/departments/{department}/replies", Program;
        ReadReply, "read-reply", "GET", "/v1/departments/{department}/replies/{reply}", Program;
        WriteReply, "write-reply", "PUT", "/v1/departments/{department}/replies/{reply}", Program;
        ApproveReply, "approve-reply", "POST", "/v1/departments/{department}/replies/{reply}/approve", Program;
        WithdrawReply, "withdraw-reply", "DELETE", "/v1/departments/{department}/replies/{reply}", Program;
        Keys, "keys", "GET", "/v1/departments/{department}/keys", Program;
        RotateKey, "rotate-key", "POST", "/v1/departments/{department}/keys", Program;
        RevokeKey, "revoke-key", "DELETE", "/v1/departments/{department}/keys/{key}", Program;
        RepliesPage, "replies-page", "GET", "/d/{department}/replies", Page;
        RepliesSend, "replies-send", "POST", "/d/{department}/replies", Page;
        ReplyDraft, "reply-draft", "GET", "/d/{department}/replies/{reply}", Page;
        ReplySend, "reply-send", "POST", "/d/{department}/replies/{reply}", Page;
        ReplyApprove, "reply-approve", "POST", "/d/{department}/replies/{reply}/approve", Page;
        ReplyWithdraw, "reply-withdraw", "POST", "/d/{department}/replies/{reply}/withdraw", Page;
        KeysPage, "keys-page", "GET", "/d/{department}/keys", Page;
        KeysSend, "keys-send", "POST", "/d/{department}/keys", Page;
        KeySend, "key-send", "POST", "/d/{department}/keys/{key}", Page;
    }
    Department {
        DepartmentPage, "department-page", "GET", "/d/{department}", Page;
        StatePage, "state-page", "GET", "/d/{department}/{consultation}/state", Page;
        StateSend, "state-send", "POST", "/d/{department}/{consultation}/state", Page;
        Consultations, "consultations", "GET", "/v1/departments/{department}/consultations", Program;
        Read, "read", "GET", "/v1/departments/{department}/consultations/{consultation}", Program;
        Put, "put", "PUT", "/v1/departments/{department}/consultations/{consultation}", Program;
        Open, "open", "POST", "/v1/departments/{department}/consultations/{consultation}/open", Program;
        Close, "close", "POST", "/v1/departments/{department}/consultations/{consultation}/close", Program;
        Archive, "archive", "POST", "/v1/departments/{department}/consultations/{consultation}/archive", Program;
        Shards, "shards", "GET", "/v1/departments/{department}/consultations/{consultation}/shards", Program;
        Raise, "raise", "POST", "/v1/departments/{department}/consultations/{consultation}/shards", Program;
        Recount, "recount", "POST", "/v1/departments/{department}/consultations/{consultation}/recount", Program;
    }
    Responses {
        Responses, "responses", "GET", "/v1/departments/{department}/consultations/{consultation}/responses", Program;
        Export, "export", "GET", "/v1/departments/{department}/consultations/{consultation}/export.csv", Program;
        ExportOds, "export-ods", "GET", "/v1/departments/{department}/consultations/{consultation}/export.ods", Program;
        ArchiveFile, "archive-file", "GET", "/v1/departments/{department}/consultations/{consultation}/archive.tar.gz", Program;
        Import, "import", "POST", "/v1/departments/{department}/consultations/{consultation}/import", Program;
        ExportsPage, "exports-page", "GET", "/d/{department}/{consultation}/exports", Page;
    }
    Figures {
        Summary, "summary", "GET", "/v1/departments/{department}/consultations/{consultation}/summary", Program;
        CrossTable, "cross-table", "GET", "/v1/departments/{department}/consultations/{consultation}/cross.csv", Program;
        Data, "data", "GET", "/v1/departments/{department}/consultations/{consultation}/data/{table}.csv", Program;
        FiguresPage, "figures-page", "GET", "/d/{department}/{consultation}", Page;
        ExplorePage, "explore-page", "GET", "/d/{department}/{consultation}/explore", Page;
    }
    Weighting {
        Margins, "margins", "GET", "/v1/departments/{department}/consultations/{consultation}/margins", Program;
        PutMargins, "put-margins", "PUT", "/v1/departments/{department}/consultations/{consultation}/margins", Program;
        RemoveMargins, "remove-margins", "DELETE", "/v1/departments/{department}/consultations/{consultation}/margins", Program;
        Weighted, "weighted", "GET", "/v1/departments/{department}/consultations/{consultation}/weighted", Program;
        WeightingPage, "weighting-page", "GET", "/d/{department}/{consultation}/weighting", Page;
        WeightingSend, "weighting-send", "POST", "/d/{department}/{consultation}/weighting", Page;
    }
    Embedding {
        EmbedPage, "embed-page", "GET", "/d/{department}/{consultation}/embed", Page;
        EmbedPreview, "embed-preview", "GET", "/d/{department}/{consultation}/embed/preview", Page;
        EmbedCode, "embed-code", "GET", "/d/{department}/{consultation}/embed/qr.svg", Program;
        CheckPage, "check-page", "GET", "/d/{department}/{consultation}/check", Page;
        CheckSend, "check-send", "POST", "/d/{department}/{consultation}/check", Page;
        LinksPage, "links-page", "GET", "/d/{department}/{consultation}/links", Page;
        LinksSend, "links-send", "POST", "/d/{department}/{consultation}/links", Page;
        LinkSend, "link-send", "POST", "/d/{department}/{consultation}/links/{link}", Page;
        Links, "links", "GET", "/v1/departments/{department}/consultations/{consultation}/links", Program;
        MakeLink, "make-link", "POST", "/v1/departments/{department}/consultations/{consultation}/links", Program;
        RevokeLink, "revoke-link", "DELETE", "/v1/departments/{department}/consultations/{consultation}/links/{link}", Program;
        SitePage, "site-page", "GET", "/s/{site_link}", Page;
        SiteFigures, "site-figures", "GET", "/v1/sites/{site_link}", Program;
    }
    Texts {
        Texts, "texts", "GET", "/v1/departments/{department}/consultations/{consultation}/texts", Program;
        Campaigns, "campaigns", "GET", "/v1/departments/{department}/consultations/{consultation}/campaigns", Program;
        PutTags, "put-tags", "PUT", "/v1/departments/{department}/consultations/{consultation}/responses/{response}/tags", Program;
        TextsPage, "texts-page", "GET", "/d/{department}/{consultation}/texts", Page;
        TextsSend, "texts-send", "POST", "/d/{department}/{consultation}/texts", Page;
    }
    Access {
        SignInPage, "sign-in-page", "GET", "/d/{department}/sign-in", Page;
        SignIn, "sign-in", "POST", "/d/{department}/sign-in", Page;
        SignOut, "sign-out", "POST", "/d/{department}/sign-out", Page;
        TokensPage, "tokens-page", "GET", "/d/{department}/tokens", Page;
        TokensSend, "tokens-send", "POST", "/d/{department}/tokens", Page;
        TokenPage, "token-page", "GET", "/d/{department}/tokens/{token}", Page;
        TokenSend, "token-send", "POST", "/d/{department}/tokens/{token}", Page;
        AuditPage, "audit-page", "GET", "/d/{department}/log", Page;
        Tokens, "tokens", "GET", "/v1/departments/{department}/tokens", Program;
        MakeToken, "make-token", "POST", "/v1/departments/{department}/tokens", Program;
        RevokeToken, "revoke-token", "DELETE", "/v1/departments/{department}/tokens/{token}", Program;
        Audit, "audit", "GET", "/v1/departments/{department}/audit", Program;
        AuditFile, "audit-file", "GET", "/v1/departments/{department}/audit.jsonl", Program;
    }
    Studio {
        StudioPage, "studio-page", "GET", "/d/{department}/studio", Page;
        StudioDraft, "studio-draft", "GET", "/d/{department}/studio/{consultation}", Page;
        PreviewFrame, "preview-frame", "GET", "/d/{department}/studio/_preview", Page;
        Preview, "preview", "POST", "/d/{department}/studio/_preview", Program;
        StudioImport, "studio-import", "POST", "/d/{department}/studio/_import", Program;
        StudioYaml, "studio-yaml", "POST", "/d/{department}/studio/_yaml", Program;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_of_the_list_leads_to_its_own_route() {
        for endpoint in Endpoint::ALL {
            let path = endpoint
                .path()
                .replace("{consultation}", "mapping-data")
                .replace("{department}", "engagement")
                .replace("{receipt}", "mapping-data.0.ABCDEFGHIJKLMNOPQRSTUQ")
                .replace("{response}", "0-1025")
                .replace("{problem}", "not-json")
                .replace("{draft}", "mapping-data")
                .replace("{revision}", "2")
                .replace("{number}", "12")
                .replace("{release}", "12")
                .replace("{hash}", "00ff")
                .replace("{token}", "ab2cd3ef")
                .replace("{reply}", "K7QM-3XTA")
                .replace("{key}", "a-key")
                .replace("{site}", "a-forum")
                .replace("{table}", "days")
                .replace("{page}", "api")
                .replace("{picture}", "form.avif")
                .replace("{version}", "0.1.0")
                .replace("{link}", "ab2cd3ef")
                .replace("{site_link}", &format!("mapping-data.ab2cd3ef.{}", "A".repeat(43)))
                .replace("{name}", "soundings.js");
            let route = Route::parse(endpoint.method(), &path);
            assert_eq!(route.map(|route| route.endpoint()), Ok(*endpoint), "{} {path}", endpoint.method());
        }
    }

    #[test]
    fn no_name_stands_twice() {
        let mut names: Vec<_> = Endpoint::ALL.iter().map(|endpoint| endpoint.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Endpoint::ALL.len());
    }
}
