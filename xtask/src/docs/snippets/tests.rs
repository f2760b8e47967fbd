//! The blocks of all documents, each held to what it says that it is.

use anyhow::{Context as _, Result, bail, ensure};
use contract::json::Value;
use html5gum::{Token, Tokenizer};
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use super::{Block, blocks, documents, spans};
use crate::docs::resolve;
use crate::repo::Repo;

/// Programs of a machine that runs the service, or of the system: what they do there is not tried here, but the shell reads
/// the line.
const OF_THE_SYSTEM: [&str; 8] = ["chown", "mv", "systemctl", "python3", "useradd", "export", "git", "npm"];

#[test]
fn every_block_is_what_it_says() -> Result<()> {
    let repo = Repo::find()?;
    let (mut faults, mut seen) = (Vec::new(), BTreeMap::new());
    for document in documents(&repo)? {
        let text = std::fs::read_to_string(repo.path(&document))?;
        let all = blocks(&text);
        for (place, block) in all.iter().enumerate() {
            *seen.entry(block.kind.clone()).or_insert(0) += 1;
            if let Err(fault) = hold(&repo, &document, block, all.get(place + 1)) {
                faults.push(format!("{document}: {fault:#}\n{}", block.text));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    // Were nothing found, nothing would be wrong.
    for kind in ["sh", "http", "json definition", "html embed", "console"] {
        assert!(seen.contains_key(kind), "{seen:?}");
    }
    Ok(())
}

#[test]
fn every_command_in_a_sentence_is_one() -> Result<()> {
    let repo = Repo::find()?;
    let (mut faults, mut seen) = (Vec::new(), 0);
    for document in documents(&repo)? {
        let text = std::fs::read_to_string(repo.path(&document))?;
        for code in spans(&text).iter().filter(|code| code.starts_with("cargo xtask ")) {
            seen += 1;
            if let Err(fault) = command(&repo, &document, &words(code)) {
                faults.push(format!("{document}: {code}: {fault:#}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(seen > 20, "{seen}");
    Ok(())
}

/// Holds a block to its kind. A call is followed by its reply, and the two are tried on a running edge.
fn hold(repo: &Repo, document: &str, block: &Block, next: Option<&Block>) -> Result<()> {
    match block.kind.as_str() {
        "sh" => {
            shell(&block.text)?;
            if block.text.starts_with("curl ") {
                // One that shows its reply is tried on a running edge; of the others the address is held to the description.
                return if next.is_some_and(|next| next.kind == "http") { Ok(()) } else { calls(repo, &block.text) };
            }
            if block.text.starts_with("printf ") {
                return token(&block.text);
            }
            commands(repo, document, block.text.lines())
        }
        // What is printed below a command is told by whoever ran it.
        "console" => commands(repo, document, block.text.lines().filter_map(|line| line.strip_prefix("$ "))),
        "http" => {
            let (status, body) = block.text.split_once('\n').context("a reply begins with its status")?;
            ensure!(status.parse::<u16>().is_ok(), "{status} is no status");
            if !body.trim().is_empty() {
                let _: serde_json::Value = serde_json::from_str(body)?;
            }
            Ok(())
        }
        "json definition" => definition(&json(&block.text)?).map(drop),
        "json margins" => margins(&json(&block.text)?),
        "html embed" => embedded(repo, &block.text),
        "html" => ours(&block.text),
        "css" => properties(repo, &block.text),
        "yaml" => lines_of_yaml(&block.text),
        "jsx" | "js" if document.starts_with("packages/") => Ok(()), // Run by the tests of the package.
        "csp" | "" => policy(&block.text),
        other => bail!("no test knows a block of the kind “{other}”"),
    }
}

fn json(text: &str) -> Result<Value> {
    Ok(serde_json::from_str(text)?)
}

/// The shell reads it.
fn shell(text: &str) -> Result<()> {
    let read = Command::new("bash").args(["-n", "-c", text]).output().context("this test needs bash")?;
    ensure!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    Ok(())
}

fn commands<'a>(repo: &Repo, document: &str, lines: impl Iterator<Item = &'a str>) -> Result<()> {
    let text = lines.collect::<Vec<_>>().join("\n").replace("\\\n", " ");
    let mut folder = document.to_owned();
    for line in text.lines().flat_map(|line| line.split(" && ")).filter(|line| !line.trim().is_empty()) {
        let words = words(line);
        if let ["cd", into] = words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            folder = format!("{into}/x");
            ensure!(repo.path(into).is_dir(), "{into} is no folder");
            continue;
        }
        command(repo, &folder, &words)?;
    }
    Ok(())
}

/// The words of a line, without quotes and without what sets a variable for it.
fn words(line: &str) -> Vec<String> {
    let word = |word: &str| word.trim_matches(['\'', '"']).to_owned();
    let variable = |word: &&str| {
        word.split_once('=').is_some_and(|(name, _)| name.chars().all(|sign| sign.is_ascii_uppercase() || sign == '_'))
    };
    let line = line.split(" # ").next().unwrap_or(line);
    line.split_whitespace().skip_while(variable).map(word).collect()
}

fn command(repo: &Repo, document: &str, words: &[String]) -> Result<()> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["cargo", "xtask", ref rest @ ..] => crate::cli::parses(rest),
        ["cargo", "test" | "run" | "bench" | "install", ref rest @ ..] => packages(repo, rest),
        ["cargo", "fuzz", "run", "--fuzz-dir", ".", target, ..] => {
            ensure!(repo.path(&format!("tests/fuzz/fuzz_targets/{target}.rs")).is_file(), "{target} is no target");
            Ok(())
        }
        ["npx", "wrangler", "deploy", "--config", config] => {
            ensure!(repo.path(config).is_file(), "{config} is not there");
            Ok(())
        }
        [script, ..] if script.starts_with("./") => {
            let path = resolve(document, script)?;
            ensure!(repo.path(&path).is_file(), "{path} is not there");
            Ok(())
        }
        [program, ..] if OF_THE_SYSTEM.contains(&program) || program.ends_with("/bin/pip") => Ok(()),
        _ => bail!("no test knows the command"),
    }
}

/// The packages and examples that cargo is told are there.
fn packages(repo: &Repo, arguments: &[&str]) -> Result<()> {
    let mut folder = None;
    for pair in arguments.windows(2) {
        match pair {
            ["-p", package] => {
                let short = package.strip_prefix("soundings-").unwrap_or(package);
                ensure!(repo.path(short).join("Cargo.toml").is_file(), "{package} is no crate of ours");
                folder = Some(short.to_owned());
            }
            ["--example", example] => {
                let examples =
                    repo.path(folder.as_deref().context("an example has its crate before it")?).join("examples");
                let there = examples.join(format!("{example}.rs")).is_file() || examples.join(example).is_dir();
                ensure!(there, "{example} is no example");
            }
            _ => {}
        }
    }
    Ok(())
}

/// What is run prints a token as the edge takes it.
fn token(script: &str) -> Result<()> {
    let run = Command::new("bash").args(["-c", script]).output()?;
    let said = String::from_utf8(run.stdout)?;
    let (id, secret) =
        said.trim_end().strip_prefix("snd_").and_then(|rest| rest.split_once('_')).context("no token")?;
    let small = id.len() == 8 && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    let whole = secret.len() == 43 && secret.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    ensure!(small && whole && said.ends_with('\n'), "{said} is no token");
    Ok(())
}

fn definition(document: &Value) -> Result<contract::Definition> {
    contract::Definition::parse(document).map_err(|issues| anyhow::anyhow!("{issues:?}"))
}

/// Margins are of a consultation: of one that asks, by single choices, what they name.
fn margins(document: &Value) -> Result<()> {
    let text = document.to_string();
    let told: serde_json::Value = serde_json::from_str(&text)?;
    let question = |margin: &serde_json::Value| {
        let shares = margin["shares"].as_object().cloned().unwrap_or_default();
        let options: Vec<_> = shares.keys().map(|id| serde_json::json!({"id": id, "text": {"en": id}})).collect();
        serde_json::json!({"id": margin["question"], "kind": "single_choice", "text": {"en": "?"}, "options": options})
    };
    let questions: Vec<_> = told["margins"].as_array().context("no margins")?.iter().map(question).collect();
    let asked = serde_json::json!({"title": {"en": "T"}, "languages": ["en"], "questions": questions});
    let definition = definition(&json(&asked.to_string())?)?;
    let id = contract::ConsultationId::parse("asked").context("a name")?;
    let department = contract::DepartmentId::parse("asks").context("a name")?;
    let consultation = contract::Consultation::draft(id, department, definition);
    contract::Margins::parse(document, &consultation).map_err(|issues| anyhow::anyhow!("{issues:?}")).map(drop)
}

/// The names of the element's attributes, as its types have them.
fn attributes(repo: &Repo) -> Result<BTreeSet<String>> {
    let types = std::fs::read_to_string(repo.path("widget/soundings.d.ts"))?;
    let (_, rest) = types.split_once("export interface Attributes {").context("the types have no Attributes")?;
    let (own, _) = rest.split_once("\n}").context("Attributes does not end")?;
    let names =
        own.lines().filter_map(|line| line.trim().split_once("?:")).map(|(name, _)| name.trim_matches('"').to_owned());
    Ok(names.collect())
}

/// A tag for somebody's page: the script from the edge, the element with a link that leads to the same form.
fn embedded(repo: &Repo, text: &str) -> Result<()> {
    let known = attributes(repo)?;
    let mut inside: Option<BTreeMap<String, String>> = None;
    let (mut scripts, mut links) = (0, 0);
    for token in Tokenizer::new(text) {
        let Token::StartTag(tag) = token? else { continue };
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let own: BTreeMap<String, String> =
            tag.attributes.iter().map(|(name, value)| (text(name), text(value))).collect();
        match text(&tag.name).as_str() {
            "script" => {
                scripts += 1;
                let address = own.get("src").context("a script without an address")?;
                ensure!(address.starts_with("https://HOST/v1/embed"), "{address} is not the edge's");
                ensure!(own.contains_key("async"), "the script holds up the page");
                for name in own.keys().filter_map(|name| name.strip_prefix("data-")) {
                    ensure!(known.contains(name) || name == "target", "data-{name} is no attribute");
                }
                let named = own.contains_key("data-consultation") || own.contains_key("data-reply");
                ensure!(named || inside.is_some(), "nothing says what is asked");
            }
            "take-soundings" => {
                for name in own.keys() {
                    ensure!(known.contains(name) || name == "id" || name == "class", "{name} is no attribute");
                }
                inside = Some(own);
            }
            "a" => {
                let (host, link) = (inside.as_ref().context("a link outside the element")?, own.get("href"));
                let named = host.get("consultation").context("the element names no consultation")?;
                let site = host.get("site").context("the element names no site")?;
                let expected = format!("https://HOST/f/{named}?site={site}");
                ensure!(
                    link.is_some_and(|link| *link == expected || link.starts_with(&format!("{expected}&"))),
                    "the link leads elsewhere"
                );
                links += 1;
            }
            _ => {}
        }
    }
    ensure!(scripts > 0, "no script");
    ensure!(inside.is_none() || links > 0, "an element without a link for those whom the script does not reach");
    Ok(())
}

/// Calls that show no reply: each address is one of the API's description.
fn calls(repo: &Repo, text: &str) -> Result<()> {
    let description: serde_json::Value =
        serde_json::from_slice(&std::fs::read(repo.path("edge-worker/openapi.json"))?)?;
    let paths = description["paths"].as_object().context("no paths")?;
    for call in text.replace("\\\n", " ").lines().filter(|line| line.starts_with("curl ")) {
        let words = words(call);
        let address = words.iter().find_map(|word| word.split_once("/v1/")).context("a call to nobody")?.1;
        let address = format!("/v1/{}", address.split('?').next().unwrap_or_default());
        let named = words.iter().skip_while(|word| *word != "-X").nth(1).map(|own| own.to_lowercase());
        let sends = words.iter().any(|word| word == "-d" || word.starts_with("--data"));
        let method = named.unwrap_or_else(|| if sends { "post" } else { "get" }.to_owned());
        let is = |path: &str| {
            let (own, given): (Vec<_>, Vec<_>) = (path.split('/').collect(), address.split('/').collect());
            own.len() == given.len() && own.iter().zip(&given).all(|(own, given)| own.starts_with('{') || own == given)
        };
        let known = paths.iter().any(|(path, methods)| is(path) && methods.get(&method).is_some());
        ensure!(known, "{method} {address} is no call");
    }
    Ok(())
}

/// Markup in which all that loads comes from the edge.
fn ours(text: &str) -> Result<()> {
    for token in Tokenizer::new(text) {
        let Token::StartTag(tag) = token? else { continue };
        for (name, value) in &tag.attributes {
            let (name, value) = (String::from_utf8_lossy(name), String::from_utf8_lossy(value));
            ensure!(name != "src" || value.starts_with("https://HOST/"), "{value} is not the edge's");
        }
    }
    Ok(())
}

/// Custom properties that the widget's styles read.
fn properties(repo: &Repo, text: &str) -> Result<()> {
    let styles = std::fs::read_to_string(repo.path("widget/styles/soundings.css"))?;
    for (name, _) in text.lines().filter_map(|line| line.trim().strip_prefix("--")?.split_once(':')) {
        ensure!(styles.contains(&format!("var(--{name}")), "--{name} is read nowhere");
    }
    ensure!(text.matches('{').count() == text.matches('}').count(), "braces that do not match");
    Ok(())
}

/// What a line of YAML is: a comment, a member or an item.
fn lines_of_yaml(text: &str) -> Result<()> {
    for line in text.lines().map(str::trim_start).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        ensure!(line.starts_with("- ") || line.contains(": ") || line.ends_with(':'), "{line} is no YAML");
    }
    Ok(())
}

#[test]
fn the_attributes_that_site_owners_read_are_those_of_the_types() -> Result<()> {
    let repo = Repo::find()?;
    let told: BTreeSet<String> =
        rows(&repo, "docs/site-owners.md", "| attribute |")?.into_iter().map(|row| row[0].clone()).collect();
    assert_eq!(told, attributes(&repo)?);
    Ok(())
}

#[test]
fn the_limits_that_operators_read_are_those_of_the_contract() -> Result<()> {
    use contract::limits::{
        CONSULTATIONS, DOCUMENT_BYTES, ORIGINS, QUESTIONS, RETENTION_DAYS_MOST, REVISIONS, SHARDS, SITES, TOKENS,
    };
    let expected: [(&str, u64); 9] = [
        ("bytes of a consultation's document", DOCUMENT_BYTES as u64),
        ("questions of a consultation", QUESTIONS as u64),
        ("sites of a consultation", SITES as u64),
        ("origins of a site", ORIGINS as u64),
        ("revisions of a consultation", REVISIONS.into()),
        ("consultations of a department", CONSULTATIONS as u64),
        ("valid tokens of a department", TOKENS as u64),
        ("shards of a consultation", SHARDS.into()),
        ("days for which answers are kept", RETENTION_DAYS_MOST.into()),
    ];
    let told = rows(&Repo::find()?, "docs/operators.md", "| what | most |")?;
    let told: Vec<(&str, u64)> =
        told.iter().map(|row| Ok((row[0].as_str(), row[1].replace(',', "").parse()?))).collect::<Result<_>>()?;
    assert_eq!(told, expected);
    Ok(())
}

/// The rows of the table of a document that begins so, without back-ticks.
fn rows(repo: &Repo, document: &str, head: &str) -> Result<Vec<Vec<String>>> {
    let text = std::fs::read_to_string(repo.path(document))?;
    let (_, table) = text.split_once(head).with_context(|| format!("{document} has no table {head}"))?;
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let cells = |row: &str| row.trim_matches('|').split('|').map(|cell| cell.trim().replace('`', "")).collect();
    Ok(rows.map(cells).collect())
}

/// The directives of a content policy: each is one that the form needs, and names the edge.
fn policy(text: &str) -> Result<()> {
    for directive in text.split(';').map(str::trim).filter(|directive| !directive.is_empty()) {
        let mut words = directive.split_whitespace();
        let name = words.next().context("a directive has a name")?;
        ensure!(matches!(name, "script-src" | "connect-src" | "form-action" | "frame-src"), "{name} is not needed");
        ensure!(words.any(|word| word == "https://HOST"), "{name} does not allow the edge");
    }
    Ok(())
}
