//! What can be broken on purpose: each shows that the simulator finds it.

/// A fault built into one part of the simulated world, or, for those that name the ledger's own duties, into what it is
/// given to stand on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fault {
    /// What is told does not wait until its commit is on disk.
    TellsBeforeDisk,
    /// A crash loses the last row that was on disk.
    DiskForgets,
    /// A crash in a transaction leaves its first statements written.
    TransactionsTear,
    /// What a commit took away from the tally is not noted.
    ForgetsUndone,
    /// What was taken away is not deleted by the fold.
    KeepsUndone,
    /// The fold writes its number and not its counts.
    FoldsNothing,
    /// A late gate is taken for a new one.
    LateGatesCount,
    /// Answers are sent to the newest home of their key alone.
    SkipsOlderHomes,
    /// A new number of shards is published before the ledgers are told.
    PublishesFirst,
    /// A receipt names the newest home, and not the shard that has the answer.
    ReceiptOfNewestHome,
    /// Where the responses of a full generation lie is not written: a retry is recorded again.
    ForgetsKeys,
    /// A generation is sealed with a filter that rules out what it holds.
    FiltersMiss,
    /// What became longer and longer leaves its earlier records where they were.
    LeavesShorterRecords,
    /// What deleted responses counted is not noted.
    ForgetsDeleted,
    /// Nothing is deleted after its time.
    KeepsForEver,
}

impl Fault {
    /// All of them.
    pub(crate) const ALL: [Self; 15] = [
        Self::TellsBeforeDisk,
        Self::DiskForgets,
        Self::TransactionsTear,
        Self::ForgetsUndone,
        Self::KeepsUndone,
        Self::FoldsNothing,
        Self::LateGatesCount,
        Self::SkipsOlderHomes,
        Self::PublishesFirst,
        Self::ReceiptOfNewestHome,
        Self::ForgetsKeys,
        Self::FiltersMiss,
        Self::LeavesShorterRecords,
        Self::ForgetsDeleted,
        Self::KeepsForEver,
    ];

    /// The fault of that name.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| format!("{fault:?}") == name)
    }
}
