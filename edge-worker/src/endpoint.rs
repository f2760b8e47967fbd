//! The one list of what can be asked: name, method and address of each route. The log names a request by it, so that no
//! receipt gets there, and the API's description is made from it.

use crate::route::Route;

macro_rules! endpoints {
    ($($name:ident, $slug:literal, $method:literal, $path:literal;)*) => {
        /// A route without what its address names.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(crate) enum Endpoint { $(#[doc = concat!("`", $method, " ", $path, "`")] $name,)* }

        impl Endpoint {
            /// All of them.
            #[cfg(test)]
            pub(crate) const ALL: &[Endpoint] = &[$(Self::$name),*];

            /// Its name in the log and in the API's description.
            pub(crate) fn name(self) -> &'static str {
                match self { $(Self::$name => $slug,)* }
            }

            /// Its method.
            #[cfg(test)]
            pub(crate) fn method(self) -> &'static str {
                match self { $(Self::$name => $method,)* }
            }

            /// Its address, with a name in braces for each part that varies.
            #[cfg(test)]
            pub(crate) fn path(self) -> &'static str {
                match self { $(Self::$name => $path,)* }
            }
        }

        impl Route {
            /// Which one it is. A route without a line in the list does not compile.
            pub(crate) fn endpoint(&self) -> Endpoint {
                match self { $(Self::$name { .. } => Endpoint::$name,)* }
            }
        }
    };
}

endpoints! {
    Home, "home", "GET", "/";
    OpenApi, "openapi", "GET", "/openapi.json";
    Health, "health", "GET", "/healthz";
    Security, "security", "GET", "/.well-known/security.txt";
    Robots, "robots", "GET", "/robots.txt";
    Loader, "loader", "GET", "/v1/embed.js";
    Asset, "asset", "GET", "/v1/assets/{hash}/{name}";
    Icon, "icon", "GET", "/icon.svg";
    Problems, "problems", "GET", "/problems";
    ProblemPage, "problem", "GET", "/problems/{problem}";
    Definition, "definition", "GET", "/v1/consultations/{consultation}";
    Form, "form", "GET", "/v1/consultations/{consultation}/form";
    Start, "start", "GET", "/v1/consultations/{consultation}/start";
    Challenge, "challenge", "GET", "/v1/consultations/{consultation}/challenge";
    Respond, "respond", "POST", "/v1/consultations/{consultation}/responses";
    PreflightRespond, "preflight-respond", "OPTIONS", "/v1/consultations/{consultation}/responses";
    Releases, "releases", "GET", "/v1/consultations/{consultation}/releases";
    LatestRelease, "latest-release", "GET", "/v1/consultations/{consultation}/releases/latest";
    Release, "release", "GET", "/v1/consultations/{consultation}/releases/{number}";
    Outcome, "outcome", "GET", "/v1/consultations/{consultation}/outcome";
    Reply, "reply", "GET", "/v1/replies/{reply}";
    ReplyPage, "reply-page", "GET", "/v1/replies/{reply}.html";
    ReplyFile, "reply-file", "GET", "/v1/replies/{reply}.json";
    ReplyCompare, "reply-compare", "POST", "/v1/replies/{reply}";
    ReplyForm, "reply-form", "GET", "/v1/replies/{reply}/form";
    ReplyKeys, "reply-keys", "GET", "/.well-known/jwks.json";
    ReleasesPage, "releases-page", "GET", "/v1/consultations/{consultation}/releases.html";
    ReleasesFeed, "releases-feed", "GET", "/v1/consultations/{consultation}/releases.atom";
    ReleasesCatalogue, "releases-catalogue", "GET", "/v1/consultations/{consultation}/releases.jsonld";
    ReleasePage, "release-page", "GET", "/v1/consultations/{consultation}/releases/{release}.html";
    ReleaseJson, "release-json", "GET", "/v1/consultations/{consultation}/releases/{release}.json";
    ReleaseCsv, "release-csv", "GET", "/v1/consultations/{consultation}/releases/{release}.csv";
    ReleaseOds, "release-ods", "GET", "/v1/consultations/{consultation}/releases/{release}.ods";
    ReleasePackage, "release-package", "GET", "/v1/consultations/{consultation}/releases/{release}/datapackage.json";
    ReadReceipt, "read-receipt", "GET", "/v1/receipts/{receipt}";
    ChangeReceipt, "change-receipt", "PUT", "/v1/receipts/{receipt}";
    WithdrawReceipt, "withdraw-receipt", "DELETE", "/v1/receipts/{receipt}";
    PreflightReceipt, "preflight-receipt", "OPTIONS", "/v1/receipts/{receipt}";
    HostedForm, "hosted-form", "GET", "/f/{consultation}";
    HostedSend, "hosted-send", "POST", "/f/{consultation}";
    OutcomePage, "outcome-page", "GET", "/f/{consultation}/outcome";
    ReceiptPage, "receipt-page", "GET", "/r/{receipt}";
    ReceiptSend, "receipt-send", "POST", "/r/{receipt}";
    ReceiptWithdraw, "receipt-withdraw", "POST", "/r/{receipt}/withdraw";
    Docs, "docs", "GET", "/docs";
    DocsPage, "docs-page", "GET", "/docs/{page}";
    DocsSearch, "docs-search", "GET", "/docs/search";
    DocsPicture, "docs-picture", "GET", "/docs/pictures/{picture}";
    Consultations, "consultations", "GET", "/v1/departments/{department}/consultations";
    Read, "read", "GET", "/v1/departments/{department}/consultations/{consultation}";
    Put, "put", "PUT", "/v1/departments/{department}/consultations/{consultation}";
    Open, "open", "POST", "/v1/departments/{department}/consultations/{consultation}/open";
    Close, "close", "POST", "/v1/departments/{department}/consultations/{consultation}/close";
    Archive, "archive", "POST", "/v1/departments/{department}/consultations/{consultation}/archive";
    Shards, "shards", "GET", "/v1/departments/{department}/consultations/{consultation}/shards";
    Raise, "raise", "POST", "/v1/departments/{department}/consultations/{consultation}/shards";
    Recount, "recount", "POST", "/v1/departments/{department}/consultations/{consultation}/recount";
    Summary, "summary", "GET", "/v1/departments/{department}/consultations/{consultation}/summary";
    CrossTable, "cross-table", "GET", "/v1/departments/{department}/consultations/{consultation}/cross.csv";
    Margins, "margins", "GET", "/v1/departments/{department}/consultations/{consultation}/margins";
    PutMargins, "put-margins", "PUT", "/v1/departments/{department}/consultations/{consultation}/margins";
    RemoveMargins, "remove-margins", "DELETE", "/v1/departments/{department}/consultations/{consultation}/margins";
    Weighted, "weighted", "GET", "/v1/departments/{department}/consultations/{consultation}/weighted";
    MakeRelease, "make-release", "POST", "/v1/departments/{department}/consultations/{consultation}/releases";
    Responses, "responses", "GET", "/v1/departments/{department}/consultations/{consultation}/responses";
    Texts, "texts", "GET", "/v1/departments/{department}/consultations/{consultation}/texts";
    Campaigns, "campaigns", "GET", "/v1/departments/{department}/consultations/{consultation}/campaigns";
    PutTags, "put-tags", "PUT", "/v1/departments/{department}/consultations/{consultation}/responses/{response}/tags";
    Export, "export", "GET", "/v1/departments/{department}/consultations/{consultation}/export.csv";
    ReadOutcome, "read-outcome", "GET", "/v1/departments/{department}/consultations/{consultation}/outcome";
    WriteOutcome, "write-outcome", "PUT", "/v1/departments/{department}/consultations/{consultation}/outcome";
    ApproveOutcome, "approve-outcome", "POST", "/v1/departments/{department}/consultations/{consultation}/outcome/approve";
    Replies, "replies", "GET", "/v1/departments/{department}/replies";
    MakeReply, "make-reply", "POST", "/v1/departments/{department}/replies";
    ReadReply, "read-reply", "GET", "/v1/departments/{department}/replies/{reply}";
    WriteReply, "write-reply", "PUT", "/v1/departments/{department}/replies/{reply}";
    ApproveReply, "approve-reply", "POST", "/v1/departments/{department}/replies/{reply}/approve";
    WithdrawReply, "withdraw-reply", "DELETE", "/v1/departments/{department}/replies/{reply}";
    Keys, "keys", "GET", "/v1/departments/{department}/keys";
    RotateKey, "rotate-key", "POST", "/v1/departments/{department}/keys";
    RevokeKey, "revoke-key", "DELETE", "/v1/departments/{department}/keys/{key}";
    Data, "data", "GET", "/v1/departments/{department}/consultations/{consultation}/data/{table}.csv";
    Tokens, "tokens", "GET", "/v1/departments/{department}/tokens";
    MakeToken, "make-token", "POST", "/v1/departments/{department}/tokens";
    RevokeToken, "revoke-token", "DELETE", "/v1/departments/{department}/tokens/{token}";
    Audit, "audit", "GET", "/v1/departments/{department}/audit";
    AuditFile, "audit-file", "GET", "/v1/departments/{department}/audit.jsonl";
    DepartmentPage, "department-page", "GET", "/d/{department}";
    FiguresPage, "figures-page", "GET", "/d/{department}/{consultation}";
    ExplorePage, "explore-page", "GET", "/d/{department}/{consultation}/explore";
    TextsPage, "texts-page", "GET", "/d/{department}/{consultation}/texts";
    TextsSend, "texts-send", "POST", "/d/{department}/{consultation}/texts";
    WeightingPage, "weighting-page", "GET", "/d/{department}/{consultation}/weighting";
    WeightingSend, "weighting-send", "POST", "/d/{department}/{consultation}/weighting";
    OutcomeDraft, "outcome-draft", "GET", "/d/{department}/{consultation}/outcome";
    OutcomeSend, "outcome-send", "POST", "/d/{department}/{consultation}/outcome";
    OutcomeApprove, "outcome-approve", "POST", "/d/{department}/{consultation}/outcome/approve";
    OwnReleasesPage, "own-releases-page", "GET", "/d/{department}/{consultation}/releases";
    OwnReleasesSend, "own-releases-send", "POST", "/d/{department}/{consultation}/releases";
    SignInPage, "sign-in-page", "GET", "/d/{department}/sign-in";
    SignIn, "sign-in", "POST", "/d/{department}/sign-in";
    SignOut, "sign-out", "POST", "/d/{department}/sign-out";
    TokensPage, "tokens-page", "GET", "/d/{department}/tokens";
    TokensSend, "tokens-send", "POST", "/d/{department}/tokens";
    TokenPage, "token-page", "GET", "/d/{department}/tokens/{token}";
    TokenSend, "token-send", "POST", "/d/{department}/tokens/{token}";
    RepliesPage, "replies-page", "GET", "/d/{department}/replies";
    RepliesSend, "replies-send", "POST", "/d/{department}/replies";
    ReplyDraft, "reply-draft", "GET", "/d/{department}/replies/{reply}";
    ReplySend, "reply-send", "POST", "/d/{department}/replies/{reply}";
    ReplyApprove, "reply-approve", "POST", "/d/{department}/replies/{reply}/approve";
    ReplyWithdraw, "reply-withdraw", "POST", "/d/{department}/replies/{reply}/withdraw";
    KeysPage, "keys-page", "GET", "/d/{department}/keys";
    KeysSend, "keys-send", "POST", "/d/{department}/keys";
    KeySend, "key-send", "POST", "/d/{department}/keys/{key}";
    AuditPage, "audit-page", "GET", "/d/{department}/log";
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
                .replace("{number}", "12")
                .replace("{release}", "12")
                .replace("{hash}", "00ff")
                .replace("{token}", "ab2cd3ef")
                .replace("{reply}", "K7QM-3XTA")
                .replace("{key}", "a-key")
                .replace("{table}", "days")
                .replace("{page}", "api")
                .replace("{picture}", "form.webp")
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
