//! `cargo xtask dev`: everything on this machine, until Ctrl-C.

use anyhow::{Result, bail};
use std::time::Duration;

use crate::repo::Repo;
use crate::stack::{DEPARTMENT, Options, Stack, token};
use crate::{build, progress};

/// Builds, starts, seeds, says where everything is, and waits.
///
/// # Errors
/// Something is missing, a port is taken, or the edge stops by itself.
pub fn dev(repo: &Repo, port: u16) -> Result<()> {
    build::build(repo)?;
    let token = token::kept(&repo.kept().join("token"))?;
    let options = Options { port: Some(port), folder: repo.kept(), token };
    let mut stack = progress::step("starting the edge and the sites", || Stack::start(repo, &options))?;
    println!("{}", addresses(&stack));
    let stopped = stack.runtime().handle().clone().block_on(async {
        let mut terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        loop {
            tokio::select! {
                interrupted = tokio::signal::ctrl_c() => return interrupted.map(|()| true),
                _ = terminated.recv() => return Ok(true),
                () = tokio::time::sleep(Duration::from_millis(500)) => {
                    if !stack.edge().is_running() {
                        return Ok(false);
                    }
                }
            }
        }
    })?;
    if !stopped {
        bail!("the edge stopped by itself; what it said last is in {}", repo.kept().join("edge.log").display());
    }
    stack.stop();
    println!("\nStopped. Answers and token are kept in .soundings; delete that folder to begin anew.");
    Ok(())
}

fn addresses(stack: &Stack) -> String {
    let edge = stack.api().base();
    let mut lines = vec![String::new(), "Soundings runs. Stop it with Ctrl-C.".to_owned(), String::new()];
    lines.push("  People answer here".to_owned());
    for (site, address) in stack.sites() {
        for (page, consultation) in site.embedding_pages() {
            lines.push(format!("    {:<18} {address}{} ({consultation})", site.name, page.path));
        }
    }
    for sample in demo_site::consultations() {
        lines.push(format!("    {:<18} {edge}/f/{}", "on a page alone", sample.id));
    }
    for (page, address) in stack.sites().iter().filter_map(|(site, address)| Some((demo_site::review(site)?, address)))
    {
        lines.push(format!("    {:<18} {address}{}", "every kind", page.path));
    }
    lines.push(String::new());
    lines.push("  The department reads here".to_owned());
    for sample in demo_site::consultations() {
        lines.push(format!("    {edge}/d/{DEPARTMENT}/{}", sample.id));
    }
    lines.push(format!("    its token: {}", stack.token()));
    lines.join("\n")
}
