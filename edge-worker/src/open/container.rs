//! The container of a spreadsheet (ZIP, as APPNOTE 6.3 has it), written as its members come: what was written can be taken
//! and sent at once, so that a member of gigabytes is never held.
//!
//! A member that is held whole is stored, with its sizes in front of it: readers of OpenDocument look for its type there. One
//! that is streamed is deflated, and its sizes stand behind it (a data descriptor). The crates that write both at once put
//! descriptors behind stored members, too, which some readers of OpenDocument refuse.

use crc32fast::Hasher;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use std::io::Write;

/// 1 January 1980, midnight, as MS-DOS has it: the same content is the same bytes.
const DATE: u16 = 0x21;
/// Version 2.0 of the format, which has deflate; 4.5 has sizes of eight bytes.
const VERSION: u16 = 20;
const VERSION_LARGE: u16 = 45;
/// Sizes stand behind the member.
const DESCRIPTOR: u16 = 1 << 3;
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// What stands in the place of a number that does not fit four bytes, or two.
const ELSEWHERE: u32 = u32::MAX;
const ELSEWHERE_SHORT: u16 = u16::MAX;

/// A member that is written.
struct Member {
    name: String,
    method: u16,
    crc: u32,
    /// Bytes as it is stored, and as it is read.
    compressed: u64,
    size: u64,
    /// Where its header begins.
    at: u64,
    large: bool,
}

/// A member that is being written.
struct Streamed {
    member: Member,
    crc: Hasher,
    deflate: DeflateEncoder<Vec<u8>>,
}

/// A container under writing.
pub(crate) struct Container {
    out: Vec<u8>,
    /// Bytes that were taken already.
    taken: u64,
    members: Vec<Member>,
    streamed: Option<Streamed>,
}

impl Container {
    /// An empty one.
    pub(crate) fn new() -> Self {
        Self { out: Vec::new(), taken: 0, members: Vec::new(), streamed: None }
    }

    /// Adds a member that is held whole, stored.
    pub(crate) fn add(&mut self, name: &str, content: &[u8]) {
        let size = content.len() as u64;
        let member = Member {
            name: name.to_owned(),
            method: STORED,
            crc: crc32fast::hash(content),
            compressed: size,
            size,
            at: self.position(),
            large: false,
        };
        self.local_header(&member);
        self.out.extend_from_slice(content);
        self.members.push(member);
    }

    /// Begins a member that comes in parts, deflated. `large`: it may have four gigabytes or more, which older readers
    /// cannot open.
    pub(crate) fn begin(&mut self, name: &str, large: bool) {
        let member = Member {
            name: name.to_owned(),
            method: DEFLATED,
            crc: 0,
            compressed: 0,
            size: 0,
            at: self.position(),
            large,
        };
        self.local_header(&member);
        // The quickest: a spreadsheet's markup repeats itself so much that a better one gains little.
        let deflate = DeflateEncoder::new(Vec::new(), Compression::fast());
        self.streamed = Some(Streamed { member, crc: Hasher::new(), deflate });
    }

    /// Writes a part of the member that was begun.
    pub(crate) fn write(&mut self, part: &[u8]) -> std::io::Result<()> {
        let Some(streamed) = &mut self.streamed else { return Ok(()) };
        streamed.crc.update(part);
        streamed.member.size += part.len() as u64;
        streamed.deflate.write_all(part)?;
        let ready = std::mem::take(streamed.deflate.get_mut());
        streamed.member.compressed += ready.len() as u64;
        self.out.extend_from_slice(&ready);
        Ok(())
    }

    /// Ends the member that was begun.
    ///
    /// # Errors
    /// Where it has four gigabytes or more and was not begun as large.
    pub(crate) fn end(&mut self) -> std::io::Result<()> {
        let Some(Streamed { mut member, crc, deflate }) = self.streamed.take() else { return Ok(()) };
        let rest = deflate.finish()?;
        member.compressed += rest.len() as u64;
        member.crc = crc.finalize();
        self.out.extend_from_slice(&rest);
        if !member.large && (member.size >= ELSEWHERE.into() || member.compressed >= ELSEWHERE.into()) {
            return Err(std::io::Error::other("a member is larger than it was begun"));
        }
        self.u32(0x0807_4b50);
        self.u32(member.crc);
        if member.large {
            self.u64(member.compressed);
            self.u64(member.size);
        } else {
            // Below four gigabytes.
            self.u32(member.compressed as u32);
            self.u32(member.size as u32);
        }
        self.members.push(member);
        Ok(())
    }

    /// What is written and was not taken yet.
    pub(crate) fn take(&mut self) -> Vec<u8> {
        self.taken += self.out.len() as u64;
        std::mem::take(&mut self.out)
    }

    /// Ends the container: the list of its members.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        let begins = self.position();
        let members = std::mem::take(&mut self.members);
        members.iter().for_each(|member| self.central_header(member));
        let size = self.position() - begins;
        let (count, at) = (members.len() as u64, self.position());
        let fits = |number: u64, limit: u64| number < limit;
        let small =
            fits(count, ELSEWHERE_SHORT.into()) && fits(begins, ELSEWHERE.into()) && fits(size, ELSEWHERE.into());
        if !small {
            self.u32(0x0606_4b50);
            self.u64(44);
            self.u16(VERSION_LARGE);
            self.u16(VERSION_LARGE);
            self.u32(0);
            self.u32(0);
            [count, count, size, begins].into_iter().for_each(|number| self.u64(number));
            self.u32(0x0706_4b50);
            self.u32(0);
            self.u64(at);
            self.u32(1);
        }
        self.u32(0x0605_4b50);
        self.u32(0);
        let short = if small { count as u16 } else { ELSEWHERE_SHORT };
        self.u16(short);
        self.u16(short);
        self.u32(if small { size as u32 } else { ELSEWHERE });
        self.u32(if small { begins as u32 } else { ELSEWHERE });
        self.u16(0);
        self.out
    }

    fn position(&self) -> u64 {
        self.taken + self.out.len() as u64
    }

    fn local_header(&mut self, member: &Member) {
        let streamed = member.method == DEFLATED;
        self.u32(0x0403_4b50);
        self.description(member);
        let size = if member.large { ELSEWHERE } else { member.size as u32 };
        self.u32(if streamed && !member.large { 0 } else { size });
        self.u32(if streamed && !member.large { 0 } else { size });
        self.u16(member.name.len() as u16);
        self.u16(if member.large { 20 } else { 0 });
        self.out.extend_from_slice(member.name.as_bytes());
        if member.large {
            // It says that the descriptor has sizes of eight bytes.
            self.u16(1);
            self.u16(16);
            self.u64(0);
            self.u64(0);
        }
    }

    fn central_header(&mut self, member: &Member) {
        // Where the header begins may need eight bytes behind a member that does.
        let far = member.large || member.at >= ELSEWHERE.into();
        self.u32(0x0201_4b50);
        self.u16(if far { VERSION_LARGE } else { VERSION });
        self.description(member);
        let short = |number: u64| if far { ELSEWHERE } else { number as u32 };
        self.u32(short(member.compressed));
        self.u32(short(member.size));
        self.u16(member.name.len() as u16);
        self.u16(if far { 28 } else { 0 });
        // No comment, the first disk, no attributes.
        [0, 0, 0, 0, 0].into_iter().for_each(|nothing| self.u16(nothing));
        self.u32(short(member.at));
        self.out.extend_from_slice(member.name.as_bytes());
        if far {
            self.u16(1);
            self.u16(24);
            [member.size, member.compressed, member.at].into_iter().for_each(|number| self.u64(number));
        }
    }

    /// What both headers have alike: what it takes to read the member, how it is written, when, and its sum.
    fn description(&mut self, member: &Member) {
        self.u16(if member.large || member.at >= ELSEWHERE.into() { VERSION_LARGE } else { VERSION });
        self.u16(if member.method == DEFLATED { DESCRIPTOR } else { 0 });
        self.u16(member.method);
        self.u16(0);
        self.u16(DATE);
        self.u32(member.crc);
    }

    fn u16(&mut self, number: u16) {
        self.out.extend_from_slice(&number.to_le_bytes());
    }

    fn u32(&mut self, number: u32) {
        self.out.extend_from_slice(&number.to_le_bytes());
    }

    fn u64(&mut self, number: u64) {
        self.out.extend_from_slice(&number.to_le_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::{Cursor, Read};
    use zip::{CompressionMethod, ZipArchive};

    /// A container with one stored member and one of these parts, taken after each.
    fn written(parts: &[Vec<u8>], large: bool) -> Vec<u8> {
        let mut container = Container::new();
        container.add("mimetype", b"a/b");
        container.begin("content", large);
        let mut bytes = container.take();
        for part in parts {
            container.write(part).unwrap();
            bytes.extend(container.take());
        }
        container.end().unwrap();
        bytes.extend(container.take());
        bytes.extend(container.finish());
        bytes
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_by_another(
            parts in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..3_000), 0..8),
            large in any::<bool>(),
        ) {
            let mut archive = ZipArchive::new(Cursor::new(written(&parts, large))).unwrap();
            prop_assert_eq!(archive.len(), 2);
            let mut content = Vec::new();
            // Its sum is compared at its end.
            archive.by_name("content").unwrap().read_to_end(&mut content).unwrap();
            prop_assert_eq!(content, parts.concat());
        }
    }

    #[test]
    fn the_type_stands_where_readers_look_for_it() {
        let bytes = written(&[b"x".to_vec()], false);
        assert_eq!(&bytes[30..41], b"mimetypea/b");
        let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
        assert_eq!(archive.by_index(0).unwrap().compression(), CompressionMethod::Stored);
    }

    #[test]
    fn more_members_than_two_bytes_count() {
        let mut container = Container::new();
        for number in 0..70_000 {
            container.add(&number.to_string(), b"");
        }
        assert_eq!(ZipArchive::new(Cursor::new(container.finish())).unwrap().len(), 70_000);
    }

    #[test]
    fn the_same_content_is_the_same_bytes() {
        let parts = [b"one".to_vec(), b"two".to_vec()];
        assert_eq!(written(&parts, true), written(&parts, true));
    }
}
