//! A short run, and that the simulator finds what is broken on purpose.

use crate::fault::Fault;
use crate::promise::Promise;
use crate::world::World;

/// Histories of a run with every test; `cargo xtask simulate` runs as many as one likes.
const SEEDS: u64 = 2_000;
/// Each fault shows within so many.
const SEEDS_OF_A_FAULT: u64 = 4_000;

#[test]
fn every_promise_is_kept() {
    for seed in 0..SEEDS {
        if let Err(broken) = World::new(seed, None, false).run() {
            panic!("seed {seed}: {broken}");
        }
    }
}

#[test]
fn a_seed_is_one_history() {
    let told = |seed| {
        let mut world = World::new(seed, None, true);
        world.run().unwrap();
        world.trace().to_vec()
    };
    assert_eq!(told(7), told(7));
    assert_ne!(told(7), told(8));
}

/// A promise that is kept where nothing happens says nothing.
#[test]
fn histories_reach_what_they_are_for() {
    let mut wanted = vec![
        "Moved",
        "Conflict",
        "Repeated",
        "Withdrawn",
        "Gone",
        "Deleted",
        "Keep(",
        "Closed",
        "Report(",
        "NoAlarm",
        "crashes in Group",
        "crashes in Gate",
        "crashes in Alarm",
        "crashes in Wake",
        "Gate(",
        "Alarm fails",
        "lost: ",
        "clock jumps",
        "object crashes",
        "counts: [1, ",
        "rounds: 2",
    ];
    for seed in 0..SEEDS {
        let mut world = World::new(seed, None, true);
        world.run().unwrap();
        wanted.retain(|word| !world.trace().iter().any(|line| line.contains(word)));
        if wanted.is_empty() {
            return;
        }
    }
    panic!("never seen: {wanted:?}");
}

#[test]
fn every_fault_is_found_as_the_promise_that_it_breaks() {
    for fault in Fault::ALL {
        let may_break: &[Promise] = match fault {
            Fault::TellsBeforeDisk => &[Promise::NothingLost, Promise::ReceiptFinds, Promise::OpenIsOpen],
            Fault::DiskForgets | Fault::TransactionsTear => {
                &[Promise::NothingLost, Promise::NothingTwice, Promise::TallyIsRecount]
            }
            Fault::ForgetsUndone | Fault::FoldsNothing => &[Promise::TallyIsRecount, Promise::NothingTwice],
            Fault::KeepsUndone | Fault::LeavesShorterRecords => &[Promise::WithdrawnIsGone],
            Fault::ForgetsDeleted => &[Promise::TallyIsRecount],
            Fault::KeepsForEver => &[Promise::TallyIsRecount, Promise::DeletedInTime],
            Fault::LateGatesCount => &[Promise::ClosedIsClosed, Promise::NothingTwice],
            Fault::SkipsOlderHomes => &[Promise::NothingTwice],
            Fault::FiltersMiss | Fault::ForgetsKeys => {
                &[Promise::NothingTwice, Promise::ReceiptFinds, Promise::NothingLost]
            }
            Fault::PublishesFirst => &[Promise::OpenIsOpen],
            Fault::ReceiptOfNewestHome => &[Promise::ReceiptFinds, Promise::RetriesAgree],
        };
        let found = (0..SEEDS_OF_A_FAULT).find_map(|seed| World::new(seed, Some(fault), false).run().err());
        match found {
            Some(broken) => assert!(may_break.contains(&broken.promise), "{fault:?}: {broken}"),
            None => panic!("{fault:?} is not found"),
        }
    }
}
