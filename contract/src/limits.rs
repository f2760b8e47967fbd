//! Every limit on size, each with its reason. All lengths of text are in characters (Unicode scalar values) unless said.

/// Bytes of a request's body as JSON, and of a form's fields when they are read. [`VOTE_STATEMENTS`] votes with the longest
/// identifiers fit in it, as JSON (78 bytes each) beside three full texts of [`FREE_TEXT_MAX`] in every script (at most 4
/// bytes a character: 60,000), and as a form's fields (145 bytes each) by themselves.
pub const BODY_BYTES: usize = 144 * 1024;
/// Bytes of a definition's document: 100 questions in five languages stay below it; a Durable Object's row takes 2 MB.
pub const DOCUMENT_BYTES: usize = 512 * 1024;
/// Characters of an identifier: it becomes a part of addresses, column names and a receipt that people copy.
pub const ID: usize = 64;
/// Characters of a title, a question, a label: more than three lines on a phone is no longer a label.
pub const LABEL: usize = 500;
/// Characters of a longer passage (the department's message, the privacy notice).
pub const PASSAGE: usize = 4_000;
/// Questions in a consultation. GOV.UK's guidance asks for few; the longest public consultations seen have about 80.
pub const QUESTIONS: usize = 100;
/// Questions of a form that is asked on one page: GOV.UK's guidance keeps related questions together and pages short.
pub const LONG_FORM: usize = 10;
/// Questions of a part of a longer form, where its department made no parts: about two screens of a phone.
pub const PART: usize = 5;
/// Options of a choice: every local authority of the UK (361) would be a list to search, not to read.
pub const OPTIONS: usize = 100;
/// Statements of one agreement question: the largest public Polis discussion replayed here has 174.
pub const STATEMENTS: usize = 200;
/// Statements of one vote: they come in while it runs, and nobody has to vote on all of them. More than five times those of
/// the largest public Polis discussion replayed here.
pub const VOTE_STATEMENTS: usize = 1_000;
/// Statements of a vote in the form that the server makes: what a person reads down before the end is out of sight; the
/// application shows the others one by one.
pub const VOTE_STATEMENTS_SHOWN: usize = 20;
/// Points of an agreement's scale: beyond a seven-point Likert scale, points stop adding reliability; pass and don't know added.
pub const SCALE: usize = 9;
/// Points of a rating: 0 to 10 makes eleven, the widest scale in common use.
pub const RATING_POINTS: u8 = 11;
/// Characters that a free text may have when its question sets no limit: the limit of GOV.UK's own feedback form.
pub const FREE_TEXT_DEFAULT: usize = 1_200;
/// Characters that a question may allow at most, so that three such answers fit a body.
pub const FREE_TEXT_MAX: usize = 5_000;
/// Sites of a consultation, and origins of a site: an allow-list that a person can still read through.
pub const SITES: usize = 100;
/// Origins of one site (production, preview, with and without `www`).
pub const ORIGINS: usize = 10;
/// Bytes of a page's address: the length that browsers and proxies agree to carry.
pub const PAGE_ADDRESS: usize = 2_048;
/// Conditions in one `show_if`: more cannot be explained to the person who answers.
pub const CONDITIONS: usize = 10;
/// Questions that weigh who answered: each multiplies the combinations that need people.
pub const MARGINS: usize = 6;
/// Revisions of one consultation: all are held in memory to read answers to them, 100 of the usual 20 KB in 2 MB.
pub const REVISIONS: u32 = 100;
/// Consultations of one department: its list shows them all, with the figure of each.
pub const CONSULTATIONS: usize = 500;
/// Faults of one response that are told: whoever made more of them reads no further than that.
pub const ISSUES: usize = 100;
/// Responses in which a release differs from the one before, at least and by default. Measured on rounded counts: who looks
/// after each single answer reads a fifth of them exactly; in tens 3 of 10,000; in twenties none.
pub const RELEASE_CHANGES: u32 = 20;
/// The same where a department wants more: above it there would be no release at all.
pub const RELEASE_CHANGES_MAX: u32 = 100_000;
/// Hours between two releases, at least. Who sends nineteen answers of their own and waits for one of somebody else gets
/// one look an hour, and not as many as they have answers to send.
pub const RELEASE_HOURS: u32 = 1;
/// Hours between two releases, at most: a year.
pub const RELEASE_HOURS_MAX: u32 = 8_760;
/// Days for which what an answer says is kept, where its department does not say: a consultation of three months, and the
/// time in which a department decides, publishes what it heard and may be asked for the reasons.
pub const RETENTION_DAYS: u32 = 730;
/// The same, at least: a person has a month to look at an answer, change it or withdraw it.
pub const RETENTION_DAYS_LEAST: u32 = 30;
/// The same, at most: ten years, after which no decision hangs on single answers.
pub const RETENTION_DAYS_MOST: u32 = 3_650;
/// Counts below this are left out of a release, at least and by default: the "10-5 rule" of the Office for National Statistics.
pub const RELEASE_THRESHOLD: u32 = 10;
/// The same where a department wants more: the tests try all small tables up to here, and no more is known to be safe.
pub const RELEASE_THRESHOLD_MAX: u32 = 30;
/// The multiples to which a release's counts are rounded, by default the first: those for which all small tables were tried.
pub const RELEASE_BASES: [u32; 2] = [5, 10];
/// Values that a count which is left out can still have, at least and by default.
pub const RELEASE_POSSIBLE: u32 = 5;
/// The same where a department wants more: as many values as a count below the least threshold has.
pub const RELEASE_POSSIBLE_MAX: u32 = 10;
/// Tenths of the privacy budget that a response spends in a release with noise, at most: at ten the noise hides little.
pub const RELEASE_EPSILON_TENTHS_MAX: u32 = 100;
/// Tokens of a department that are valid at a time: one for each person and each program; the page shows them all.
pub const TOKENS: usize = 100;
/// Tokens that have ended and are still listed, the last ones: who made and revoked the others stands in the audit log.
pub const TOKENS_ENDED: usize = 200;
/// Links for site owners of a consultation, those that were revoked among them: three for each site that it may have.
pub const SITE_LINKS: usize = 300;
/// Characters of a token's name: it stands in each line of the audit log.
pub const TOKEN_NAME: usize = 80;
/// Days that a token is valid, where its maker does not say: a quarter, after which somebody looks whether it is needed.
pub const TOKEN_DAYS: u32 = 90;
/// Days that a token is valid at most: a year and a day, so that one renewed each year never lapses in between.
pub const TOKEN_DAYS_MAX: u32 = 366;
/// Entries of the audit log in one reply, at most and where the reader does not say: some 100 KB, and a page of the
/// department shows as many as can be looked through.
pub const AUDIT_PAGE_MOST: u32 = 500;
/// See [`AUDIT_PAGE_MOST`].
pub const AUDIT_PAGE: u32 = 50;
/// Shards of a consultation's ledger: a summary asks each of them. One takes a thousand answers a second and more, so that
/// as many take the whole country's within a day.
pub const SHARDS: u16 = 64;
/// Seconds within which a challenge is solved and sent: a slow phone takes a tenth of it for the hardest.
pub const CHALLENGE_SECONDS: i64 = 600;
/// Rounds of PBKDF2 for each number that is tried: 0.34 ms on a desktop (measured in Node 20), so that trying is no long
/// task even on a phone ten times slower, and making a challenge costs the edge one of them.
pub const CHALLENGE_COST: u32 = 1_000;
/// Numbers to try for the easiest challenge, at least and at most: 0.1 to 0.3 seconds on a desktop, and a bot that sends ten
/// thousand answers pays half an hour. Harder ones take two and four times as many.
pub const CHALLENGE_NUMBERS: std::ops::RangeInclusive<u32> = 300..=900;
/// Bytes of a proof as it is sent, in base64: with the longest identifiers a challenge of ours and its solution stay below
/// 1,100.
pub const PROOF_BYTES: usize = 2_048;
/// Answers of one network in a minute, before its next ones need a proof: a family at one table stays below it.
pub const NETWORK_A_MINUTE: u32 = 10;
/// Answers of one network in a day, before its next ones need a harder proof: a school or an office may lie above it, and
/// then waits half a second longer.
pub const NETWORK_A_DAY: u32 = 50;
/// Answers to one consultation in a minute, before the next ones need a proof: ten a second go on for as long as they like.
pub const CONSULTATION_A_MINUTE: u32 = 600;
/// Seconds that a person without a script waits under pressure; harder pressure takes two and four times as long.
pub const WAIT_SECONDS: i64 = 15;
/// Seconds after which a note that lets such a person send has lost its meaning: they get another one.
pub const WAIT_NOTE_SECONDS: i64 = 3_600;
/// Weeks from a consultation's closing to the day by which its outcome is due: what the UK government's consultation
/// principles of 2016 asked for.
pub const OUTCOME_WEEKS: i32 = 12;
/// Characters of an official reply: a long post in a thread, and still read.
pub const REPLY_TEXT: usize = 3_000;
/// Replies of one department: its list shows them all.
pub const REPLIES: u64 = 1_000;
/// Keys that a department's replies were ever signed with: one a month for eight years.
pub const REPLY_KEYS: usize = 100;
/// Versions of one outcome: each is somebody's wording, and the page of all of them can still be read.
pub const OUTCOME_VERSIONS: u32 = 100;
/// Bytes of an archive that is taken in, unpacked: a million responses of eight thousand bytes each.
pub const ARCHIVE_BYTES: u64 = 8 << 30;
/// Bytes of a draft's document: half of a definition's, since a draft is one row that is written anew every few seconds.
pub const DRAFT_BYTES: usize = 256 * 1024;
/// Drafts of one department: its list shows them all.
pub const DRAFTS: u64 = 200;
/// Characters of the reason for which a draft is returned: a paragraph or two.
pub const REASON: usize = 2_000;
