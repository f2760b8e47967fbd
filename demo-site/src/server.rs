//! One site over HTTP.

use std::io;

use axum::{
    Router,
    body::Bytes,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    routing::get,
};
use tokio::net::TcpListener;

use crate::{Page, Site, review};

/// Serves one site until the listener fails or the task is dropped.
///
/// `edge_origin` is where the pages take the loader from: `http://127.0.0.1:8787`, no slash at the end.
pub async fn serve(site: &'static Site, listener: TcpListener, edge_origin: String) -> io::Result<()> {
    let router = router(site, &edge_origin).map_err(io::Error::other)?;
    axum::serve(listener, router).await
}

/// The routes of one site, every page rendered for this edge.
///
/// Fails if the edge's origin cannot stand in a header.
pub fn router(site: &'static Site, edge_origin: &str) -> Result<Router, header::InvalidHeaderValue> {
    let page_headers = page_headers(site, edge_origin)?;
    let answer = |status: StatusCode, page: &Page| {
        let body = Bytes::from(site.render(page, edge_origin));
        (status, page_headers.clone(), body)
    };

    let mut router = Router::new();
    let review = review(site);
    for page in site.pages.iter().chain(&review) {
        let page_answer = answer(StatusCode::OK, page);
        router = router.route(page.path, get(async move || page_answer.clone()));
    }
    for asset in site.assets {
        let asset_answer = (
            [
                (header::CONTENT_TYPE, asset.content_type),
                (header::CACHE_CONTROL, "no-cache"),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            ],
            asset.text,
        );
        router = router.route(asset.path, get(async move || asset_answer));
    }
    let not_found = answer(StatusCode::NOT_FOUND, &site.not_found);
    Ok(router.fallback(async move || not_found.clone()))
}

fn page_headers(site: &Site, edge_origin: &str) -> Result<HeaderMap, header::InvalidHeaderValue> {
    let mut headers = HeaderMap::from_iter([
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        // Pages change with each build; a stale one would hide it.
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ]);
    for (name, value) in site.headers(edge_origin) {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_str(&value)?);
    }
    Ok(headers)
}
