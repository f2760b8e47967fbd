//! A department's token: `snd_ID_SECRET`.

use anyhow::{Context, Result, anyhow};
use sha2::{Digest, Sha256};
use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use crate::stamp::hex;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// A new token: 8 letters and digits to name it, 43 characters (258 bits) of secret.
///
/// # Errors
/// The machine gives no random numbers.
pub fn new() -> Result<String> {
    let mut random = [0; 51];
    getrandom::fill(&mut random).map_err(|error| anyhow!("no random numbers: {error}"))?;
    let letter = |byte: &u8| char::from(ALPHABET[usize::from(byte & 63)]);
    // The name is of lower-case letters and digits: 32 of the alphabet's, so that each is as likely.
    let named = |byte: &u8| char::from(b"abcdefghijklmnopqrstuvwxyz234567"[usize::from(byte & 31)]);
    let name: String = random[..8].iter().map(named).collect();
    let secret: String = random[8..].iter().map(letter).collect();
    Ok(format!("snd_{name}_{secret}"))
}

/// The token kept in `path`, made and kept for its owner alone where there is none yet.
///
/// # Errors
/// The file cannot be read or written.
pub fn kept(path: &Path) -> Result<String> {
    if path.exists() {
        let text = fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
        return Ok(text.trim().to_owned());
    }
    let token = new()?;
    let cannot = || format!("{} cannot be written", path.display());
    fs::create_dir_all(path.parent().unwrap_or(path)).with_context(cannot)?;
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).with_context(cannot)?;
    writeln!(file, "{token}").with_context(cannot)?;
    Ok(token)
}

/// What the edge stores of it: SHA-256, in lower-case hexadecimal.
pub fn hash(token: &str) -> String {
    hex(&Sha256::digest(token))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_its_form_and_is_kept() -> Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("kept/token");
        let token = kept(&path)?;
        assert_eq!(kept(&path)?, token);
        assert_ne!(new()?, token);
        let parts: Vec<&str> = token.splitn(3, '_').collect();
        assert_eq!((parts[0], parts[1].len(), parts[2].len()), ("snd", 8, 43));
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&path)?.permissions().mode() & 0o777, 0o600);
        Ok(())
    }
}
