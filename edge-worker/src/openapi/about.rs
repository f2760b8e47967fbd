//! What the service says of itself and what pages load.

use super::operations::{HTML, JSON, Operation, PLAIN, gives, path_parameter, query};
use super::schemas::{any_list, names, object, string};
use crate::endpoint::Endpoint;
use contract::Problem::*;
use serde_json::{Value, json};

const SCRIPT: &str = "text/javascript; charset=utf-8";

/// What a route takes and gives.
pub(super) fn operation(endpoint: Endpoint) -> Operation {
    const TAG: &str = "This service";
    match endpoint {
        Endpoint::Home => gives("What this is", TAG, HTML, None).tagged(),
        Endpoint::OpenApi => gives("This description", TAG, JSON, None).tagged(),
        Endpoint::Health => gives("Whether it is up", TAG, JSON, Some("Health"))
            .with([query("deep", "Ask an object of each kind as well.", json!({"type": "string"}))])
            .fails([Unavailable]),
        Endpoint::Security => gives("Whom to tell of a weakness (RFC 9116)", TAG, PLAIN, None).fails([NotFound]),
        Endpoint::Robots => gives("What crawlers may read", TAG, PLAIN, None),
        Endpoint::Loader => gives("The loader", TAG, SCRIPT, None).fails([NotFound]).tagged(),
        Endpoint::PinnedLoader => gives("The loader of one version, which never changes", TAG, SCRIPT, None)
            .with([path_parameter("version")])
            .fails([NotFound]),
        Endpoint::Asset => {
            let types = ["text/css; charset=utf-8", "application/wasm", JSON];
            let asset = gives("A built file", TAG, SCRIPT, None).fails([NotFound]);
            types.into_iter().fold(asset, |asset, media| asset.also(200, Some((media, None))))
        }
        Endpoint::Icon => gives("The mark", TAG, "image/svg+xml", None),
        Endpoint::Problems => gives("All problems", TAG, HTML, None),
        Endpoint::ProblemPage => gives("One problem", TAG, HTML, None).fails([NotFound]),
        other => unreachable!("{other:?} is described elsewhere"),
    }
}

/// The shapes.
pub(super) fn shapes() -> Vec<(&'static str, Value)> {
    vec![(
        "Health",
        object(&[
            ("status", names(["ok"])),
            ("version", string()),
            ("build", string()),
            ("objects?", any_list(names(["department", "consultation", "ledger"]))),
        ]),
    )]
}
