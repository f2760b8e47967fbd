//! Addresses that were nearly right.

use super::Route;

/// The address that somebody meant who wrote one with a slash at its end, or percent-encoded where nothing asks for it
/// (RFC 3986 section 6.2.2.2): where that one has a route, and is not the same.
pub(crate) fn canonical(method: &str, path: &str) -> Option<String> {
    let bytes = path.as_bytes();
    let mut plain = String::with_capacity(path.len());
    let mut index = 0;
    while index < bytes.len() {
        let hex = bytes.get(index + 1..index + 3).and_then(|hex| std::str::from_utf8(hex).ok());
        let encoded = hex.filter(|_| bytes[index] == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok());
        let unreserved = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
        match encoded.filter(unreserved) {
            Some(byte) => {
                plain.push(char::from(byte));
                index += 3;
            }
            None => {
                // The runtime's addresses are ASCII.
                plain.push(char::from(bytes[index]));
                index += 1;
            }
        }
    }
    let plain = match plain.trim_end_matches('/') {
        "" => "/",
        plain => plain,
    };
    // Only a path of this host: `//elsewhere` has no route.
    (plain != path && Route::parse(method, plain).is_ok()).then(|| plain.to_owned())
}
