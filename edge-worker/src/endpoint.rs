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
    ReadReceipt, "read-receipt", "GET", "/v1/receipts/{receipt}";
    ChangeReceipt, "change-receipt", "PUT", "/v1/receipts/{receipt}";
    WithdrawReceipt, "withdraw-receipt", "DELETE", "/v1/receipts/{receipt}";
    PreflightReceipt, "preflight-receipt", "OPTIONS", "/v1/receipts/{receipt}";
    HostedForm, "hosted-form", "GET", "/f/{consultation}";
    HostedSend, "hosted-send", "POST", "/f/{consultation}";
    ReceiptPage, "receipt-page", "GET", "/r/{receipt}";
    ReceiptSend, "receipt-send", "POST", "/r/{receipt}";
    ReceiptWithdraw, "receipt-withdraw", "POST", "/r/{receipt}/withdraw";
    Consultations, "consultations", "GET", "/v1/departments/{department}/consultations";
    Read, "read", "GET", "/v1/departments/{department}/consultations/{consultation}";
    Put, "put", "PUT", "/v1/departments/{department}/consultations/{consultation}";
    Open, "open", "POST", "/v1/departments/{department}/consultations/{consultation}/open";
    Close, "close", "POST", "/v1/departments/{department}/consultations/{consultation}/close";
    Archive, "archive", "POST", "/v1/departments/{department}/consultations/{consultation}/archive";
    Shards, "shards", "GET", "/v1/departments/{department}/consultations/{consultation}/shards";
    Raise, "raise", "POST", "/v1/departments/{department}/consultations/{consultation}/shards";
    Summary, "summary", "GET", "/v1/departments/{department}/consultations/{consultation}/summary";
    Responses, "responses", "GET", "/v1/departments/{department}/consultations/{consultation}/responses";
    Export, "export", "GET", "/v1/departments/{department}/consultations/{consultation}/export.csv";
    Data, "data", "GET", "/v1/departments/{department}/consultations/{consultation}/data/{table}.csv";
    Tokens, "tokens", "GET", "/v1/departments/{department}/tokens";
    MakeToken, "make-token", "POST", "/v1/departments/{department}/tokens";
    RevokeToken, "revoke-token", "DELETE", "/v1/departments/{department}/tokens/{token}";
    Audit, "audit", "GET", "/v1/departments/{department}/audit";
    AuditFile, "audit-file", "GET", "/v1/departments/{department}/audit.jsonl";
    DepartmentPage, "department-page", "GET", "/d/{department}";
    FiguresPage, "figures-page", "GET", "/d/{department}/{consultation}";
    SignInPage, "sign-in-page", "GET", "/d/{department}/sign-in";
    SignIn, "sign-in", "POST", "/d/{department}/sign-in";
    SignOut, "sign-out", "POST", "/d/{department}/sign-out";
    TokensPage, "tokens-page", "GET", "/d/{department}/tokens";
    TokensSend, "tokens-send", "POST", "/d/{department}/tokens";
    TokenPage, "token-page", "GET", "/d/{department}/tokens/{token}";
    TokenSend, "token-send", "POST", "/d/{department}/tokens/{token}";
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
                .replace("{problem}", "not-json")
                .replace("{number}", "12")
                .replace("{hash}", "00ff")
                .replace("{token}", "ab2cd3ef")
                .replace("{table}", "days")
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
