//! What goes over the wire: status, media type, policy.

use demo_site::{Site, serve, site, sites};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

const EDGE: &str = "http://127.0.0.1:8787";

/// Starts a site and asks it for each path; returns the heads and bodies of its answers.
async fn ask(site: &'static Site, requests: &[&str]) -> Vec<(String, String)> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(serve(site, listener, EDGE.to_owned()));
    let mut answers = Vec::new();
    for request in requests {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let head = format!("{request} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        answers.push((head.to_ascii_lowercase(), body.to_owned()));
    }
    server.abort();
    answers
}

#[tokio::test]
async fn every_page_and_asset_is_served() {
    for site in sites() {
        let paths: Vec<_> = site.pages.iter().map(|page| (page.path, "text/html; charset=utf-8")).collect();
        let assets: Vec<_> = site.assets.iter().map(|asset| (asset.path, asset.content_type)).collect();
        for (path, content_type) in [paths, assets].concat() {
            let (head, body) = ask(site, &[&format!("GET {path}")]).await.remove(0);
            assert!(head.starts_with("http/1.1 200 "), "{}{path}: {head}", site.id);
            assert!(head.contains(&format!("content-type: {content_type}")), "{}{path}: {head}", site.id);
            assert!(!body.is_empty(), "{}{path}", site.id);
        }
    }
}

#[tokio::test]
async fn an_unknown_path_gets_a_page_that_says_so() {
    for site in sites() {
        let (head, body) = ask(site, &["GET /no/such/page"]).await.remove(0);
        assert!(head.starts_with("http/1.1 404 "), "{}: {head}", site.id);
        assert!(body.contains(site.not_found().title), "{}", site.id);
    }
}

#[tokio::test]
async fn a_page_takes_no_post() {
    let (head, _) = ask(site("parents-forum").unwrap(), &["POST /join"]).await.remove(0);
    assert!(head.starts_with("http/1.1 405 "), "{head}");
}

#[tokio::test]
async fn the_strict_page_forbids_wasm_inline_styles_and_other_hosts() {
    let strict = site("strict-page").unwrap();
    for (head, _) in ask(strict, &["GET /have-your-say", "GET /no/such/page"]).await {
        let policy = head.lines().find_map(|line| line.strip_prefix("content-security-policy: ")).unwrap();
        assert_eq!(
            policy.split("; ").collect::<Vec<_>>(),
            [
                "default-src 'self'",
                &format!("script-src 'self' {EDGE}"),
                &format!("connect-src 'self' {EDGE}"),
                "style-src 'self'",
                "img-src 'self' data:",
                &format!("form-action 'self' {EDGE}"),
                "base-uri 'none'",
                "object-src 'none'",
            ]
        );
    }
}

#[tokio::test]
async fn the_government_page_allows_wasm_and_the_forum_has_no_policy() {
    let guide = ask(site("benefits-guide").unwrap(), &["GET /maternity-benefits"]).await.remove(0);
    assert!(guide.0.contains(&format!("script-src 'self' {EDGE} 'wasm-unsafe-eval';")), "{}", guide.0);
    let forum = ask(site("parents-forum").unwrap(), &["GET /"]).await.remove(0);
    assert!(!forum.0.contains("content-security-policy"), "{}", forum.0);
}
