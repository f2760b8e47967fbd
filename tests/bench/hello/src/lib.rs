//! The least Worker in Rust: what reading a form is measured beside.

use worker::{Context, Env, Request, Response, Result, event};

/// Answers every request with the same few bytes.
#[event(fetch)]
async fn fetch(_request: Request, _env: Env, _context: Context) -> Result<Response> {
    Response::ok("hello\n")
}
