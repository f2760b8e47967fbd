//! Writing an archive, member by member: what was written can be taken and sent at once.

use super::manifest::{Listing, Manifest};
use super::{FORMAT, VERSION, tar};
use contract::{ConsultationId, DepartmentId, Timestamp};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{self, Write as _};

/// Bytes after which a member of lines ends, and the next begins.
const LINES_BYTES: usize = 1024 * 1024;

/// An archive under writing.
pub(crate) struct Packing {
    out: GzEncoder<Vec<u8>>,
    at: i64,
    manifest: Manifest,
    /// The folder, the number and the text of the lines that come.
    folder: String,
    part: u32,
    lines: String,
}

impl Packing {
    /// Begins one.
    pub(crate) fn begin(id: &ConsultationId, department: &DepartmentId, now: Timestamp) -> io::Result<Self> {
        let mut packing = Self {
            // The quickest: whoever keeps it may pack it better.
            out: GzEncoder::new(Vec::new(), Compression::fast()),
            at: now.unix_seconds(),
            manifest: Manifest::default(),
            folder: String::new(),
            part: 0,
            lines: String::new(),
        };
        let about = serde_json::json!({
            "format": FORMAT,
            "version": VERSION,
            "consultation": id.as_str(),
            "department": department.as_str(),
            "made_at": now.to_string(),
        });
        packing.add("archive.json", about.to_string().as_bytes())?;
        Ok(packing)
    }

    /// Adds a member.
    pub(crate) fn add(&mut self, name: &str, content: &[u8]) -> io::Result<()> {
        self.end_lines()?;
        self.write(name, content)?;
        self.manifest.members.push(Listing::of(name, content));
        Ok(())
    }

    /// Adds a line to the members of a folder, of which a new one begins after a megabyte.
    pub(crate) fn line(&mut self, folder: &str, line: &str) -> io::Result<()> {
        if self.folder != folder {
            self.end_lines()?;
            (self.folder, self.part) = (folder.to_owned(), 0);
        }
        self.lines.push_str(line);
        self.lines.push('\n');
        if self.lines.len() < LINES_BYTES { Ok(()) } else { self.write_lines() }
    }

    /// What is written and was not taken yet.
    pub(crate) fn take(&mut self) -> Vec<u8> {
        std::mem::take(self.out.get_mut())
    }

    /// Ends it: what is left of it.
    pub(crate) fn finish(mut self) -> io::Result<Vec<u8>> {
        self.end_lines()?;
        let manifest = serde_json::to_string(&self.manifest).map_err(io::Error::other)?;
        self.write("manifest.json", manifest.as_bytes())?;
        self.out.write_all(&tar::END)?;
        self.out.finish()
    }

    fn write(&mut self, name: &str, content: &[u8]) -> io::Result<()> {
        self.out.write_all(&tar::header(name, content.len(), self.at))?;
        self.out.write_all(content)?;
        self.out.write_all(&[0; 512][..tar::padding(content.len())])
    }

    fn write_lines(&mut self) -> io::Result<()> {
        self.part += 1;
        let (name, lines) = (format!("{}/{:06}.jsonl", self.folder, self.part), std::mem::take(&mut self.lines));
        self.write(&name, lines.as_bytes())?;
        self.manifest.members.push(Listing::of(&name, lines.as_bytes()));
        Ok(())
    }

    fn end_lines(&mut self) -> io::Result<()> {
        if !self.lines.is_empty() {
            self.write_lines()?;
        }
        self.folder.clear();
        Ok(())
    }
}
