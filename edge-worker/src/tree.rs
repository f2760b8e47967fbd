//! HTML text to a tree of JSON, from which the loader builds elements without ever parsing HTML: pages that demand
//! Trusted Types run it.
//!
//! A node is a text, or `[tag, {attribute: value}, ...nodes]`, with `0` in the place of no attributes. The HTML is our own
//! views' (see `widget::server`): every element is closed, none but the void ones is left open.

use contract::json::Value;
use html5gum::{Token, Tokenizer};

/// Elements without content (HTML Living Standard, 13.1.2).
const VOID: [&[u8]; 13] =
    [b"area", b"base", b"br", b"col", b"embed", b"hr", b"img", b"input", b"link", b"meta", b"source", b"track", b"wbr"];

/// The tree of HTML with one root; `None` where it is not what a view writes.
pub(crate) fn of(html: &str) -> Option<Value> {
    let mut open: Vec<(Vec<u8>, Vec<Value>)> = vec![(Vec::new(), Vec::new())];
    for token in Tokenizer::new(html) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok();
                let mut attributes = Vec::new();
                for (name, value) in &tag.attributes {
                    attributes.push((text(name)?, Value::String(text(value)?)));
                }
                let attributes = if attributes.is_empty() { 0.into() } else { Value::Object(attributes) };
                let node = vec![Value::String(text(&tag.name)?), attributes];
                if VOID.contains(&tag.name.as_slice()) {
                    open.last_mut()?.1.push(Value::Array(node));
                } else {
                    open.push((tag.name.to_vec(), node));
                }
            }
            Token::EndTag(tag) => {
                let (name, node) = open.pop()?;
                if name != tag.name.as_slice() {
                    return None;
                }
                open.last_mut()?.1.push(Value::Array(node));
            }
            Token::String(text) => open.last_mut()?.1.push(Value::String(String::from_utf8(text.to_vec()).ok()?)),
            // A form that is shown again may hold any character that was typed; the tokenizer notes the odd ones.
            Token::Error(_) => {}
            Token::Comment(_) | Token::Doctype(_) => return None,
        }
    }
    let (_, mut roots) = open.pop()?;
    (open.is_empty() && roots.len() == 1).then(|| roots.pop())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees() {
        for (html, tree) in [
            ("<p>a</p>", Some(r#"["p",0,"a"]"#)),
            (
                r#"<div class="soundings" lang="cy"><br><input name="a" checked="checked"><p>1 &lt; 2 &amp; “x”</p></div>"#,
                Some(
                    r#"["div",{"class":"soundings","lang":"cy"},["br",0],["input",{"checked":"checked","name":"a"}],["p",0,"1 < 2 & “x”"]]"#,
                ),
            ),
            ("<textarea>a\n&lt;b&gt;</textarea>", Some(r#"["textarea",0,"a\n<b>"]"#)),
            (r#"<a title="&quot;&#39;">x</a>"#, Some(r#"["a",{"title":"\"'"},"x"]"#)),
            ("<p>\u{1}</p>", Some(r#"["p",0,"\u0001"]"#)),
            ("text", Some(r#""text""#)),
            ("", None),
            ("<p>a</p><p>b</p>", None),
            ("<p>a</b>", None),
            ("<p>a", None),
            ("</p>", None),
            ("<p><!-- --></p>", None),
        ] {
            assert_eq!(of(html).map(|tree| tree.to_string()).as_deref(), tree, "{html}");
        }
    }
}
