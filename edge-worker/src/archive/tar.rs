//! The members of a tar (POSIX ustar), written one by one and read as their bytes come: every member is held whole and none
//! behind it. The crate that reads tar reads from what blocks, which nothing does here.

/// Bytes of a header, and what a member is filled up to.
const BLOCK: usize = 512;
/// Bytes that a member has at most: a part of responses ends after one megabyte.
pub(super) const MEMBER_BYTES: usize = 4 * 1024 * 1024;

/// A member.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) content: Vec<u8>,
}

/// What is wrong with a tar.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub(super) enum Broken {
    #[error("what follows is not a member of a tar, or was damaged")]
    NoMember,
    #[error("what follows is no plain file")]
    NoFile,
    #[error("a member is larger than any of an archive")]
    TooLarge,
    #[error("something follows the archive's end")]
    BehindTheEnd,
    #[error("the archive ends in the middle")]
    Unended,
}

/// The header of a member: a plain file of that size, written at that moment (seconds since 1970).
pub(super) fn header(name: &str, size: usize, at: i64) -> [u8; BLOCK] {
    let mut header = [0; BLOCK];
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, name.as_bytes());
    put(100, b"0000600\0");
    put(108, b"0000000\0");
    put(116, b"0000000\0");
    put(124, format!("{size:011o}\0").as_bytes());
    put(136, format!("{:011o}\0", at.max(0)).as_bytes());
    put(156, b"0");
    put(257, b"ustar\x0000");
    let sum = sum(&header);
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    header
}

/// Zeros behind a member of that size.
pub(super) fn padding(size: usize) -> usize {
    size.next_multiple_of(BLOCK) - size
}

/// What ends a tar.
pub(super) const END: [u8; 2 * BLOCK] = [0; 2 * BLOCK];

/// The sum of a header's bytes, its own taken for spaces.
fn sum(header: &[u8]) -> u32 {
    let own = 148..156;
    header.iter().enumerate().map(|(at, byte)| if own.contains(&at) { 32 } else { u32::from(*byte) }).sum()
}

/// Reads a tar as it comes.
#[derive(Debug, Default)]
pub(super) struct Reader {
    /// Bytes that are not read yet.
    held: Vec<u8>,
    /// The member whose content comes, and its size.
    begun: Option<(String, usize)>,
    /// Blocks of zeros behind the last member.
    ended: usize,
}

impl Reader {
    /// The members that these bytes complete.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Result<Vec<Member>, Broken> {
        self.held.extend_from_slice(bytes);
        let (mut members, mut at) = (Vec::new(), 0);
        loop {
            let rest = &self.held[at..];
            if let Some((name, size)) = &self.begun {
                let (size, whole) = (*size, size + padding(*size));
                if rest.len() < whole {
                    break;
                }
                if rest[size..whole].iter().any(|byte| *byte != 0) {
                    return Err(Broken::NoMember);
                }
                members.push(Member { name: name.clone(), content: rest[..size].to_vec() });
                (self.begun, at) = (None, at + whole);
                continue;
            }
            let Some(block) = rest.get(..BLOCK) else { break };
            at += BLOCK;
            if block.iter().all(|byte| *byte == 0) {
                self.ended += 1;
            } else if self.ended > 0 {
                return Err(Broken::BehindTheEnd);
            } else {
                self.begun = Some(read_header(block)?);
            }
        }
        self.held.drain(..at);
        Ok(members)
    }

    /// Whether it ended as it should.
    pub(super) fn end(&self) -> Result<(), Broken> {
        if self.ended < 2 || self.begun.is_some() || !self.held.is_empty() { Err(Broken::Unended) } else { Ok(()) }
    }
}

fn read_header(block: &[u8]) -> Result<(String, usize), Broken> {
    let text = |from: usize, to: usize| {
        let field = block[from..to].split(|byte| *byte == 0).next().unwrap_or_default();
        std::str::from_utf8(field).map(str::trim).map_err(|_| Broken::NoMember)
    };
    let octal = |from, to| u64::from_str_radix(text(from, to)?, 8).map_err(|_| Broken::NoMember);
    if block[148..156] != *format!("{:06o}\0 ", sum(block)).as_bytes() || &block[257..262] != b"ustar" {
        return Err(Broken::NoMember);
    }
    if !matches!(block[156], b'0' | 0) {
        return Err(Broken::NoFile);
    }
    let size = usize::try_from(octal(124, 136)?).ok().filter(|size| *size <= MEMBER_BYTES).ok_or(Broken::TooLarge)?;
    Ok((text(0, 100)?.to_owned(), size))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(members: &[Member]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for Member { name, content } in members {
            bytes.extend(header(name, content.len(), 0));
            bytes.extend(content);
            bytes.resize(bytes.len() + padding(content.len()), 0);
        }
        bytes.extend(END);
        bytes
    }

    proptest! {
        #[test]
        fn members_come_as_they_were_written(
            contents in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..1_500), 0..5),
            part in 1..2_000usize,
        ) {
            let name = |number: usize| format!("folder/{number}.json");
            let members: Vec<Member> =
                contents.into_iter().enumerate().map(|(at, content)| Member { name: name(at), content }).collect();
            let (mut reader, mut found) = (Reader::default(), Vec::new());
            for part in written(&members).chunks(part) {
                found.extend(reader.feed(part).unwrap());
            }
            prop_assert_eq!(reader.end(), Ok(()));
            prop_assert_eq!(found, members);
        }
    }

    #[test]
    fn a_header_in_bytes() {
        // As `tar --format=ustar --owner=0 --group=0 --mode=600 --mtime=@1000000000` writes it, but for names of owners.
        let header = header("a/b.json", 300, 1_000_000_000);
        assert_eq!(&header[..9], b"a/b.json\0");
        assert_eq!(&header[124..157], b"00000000454\x0007346545000\x00007336\0 0".as_slice());
        assert_eq!(&header[257..265], b"ustar\x0000");
    }

    #[test]
    fn what_is_not_one_is_refused() {
        let member = Member { name: "a".to_owned(), content: b"content".to_vec() };
        let good = written(&[member]);
        let read = |bytes: &[u8]| {
            let mut reader = Reader::default();
            reader.feed(bytes).and_then(|_| reader.end())
        };
        assert_eq!(read(&good), Ok(()));
        for length in 0..good.len() {
            assert_eq!(read(&good[..length]), Err(Broken::Unended), "{length}");
        }
        // All but the content itself, whose hash is the manifest's to hold.
        for at in (0..512).chain(512 + 7..good.len()) {
            let mut bad = good.clone();
            bad[at] ^= 0x10;
            assert!(read(&bad).is_err(), "{at}");
        }
        let mut large = good.clone();
        large[..512].copy_from_slice(&header("a", MEMBER_BYTES + 1, 0));
        assert_eq!(read(&large), Err(Broken::TooLarge));
    }
}
