//! One history: people, Workers, ledgers, a department and its object, joined by a network that loses, doubles and delays,
//! on machines that go at any statement. Everything follows from the seed.

use crate::fault::Fault;
use crate::ledger::Ledger;
use crate::office::{Office, Order};
use crate::people::{Person, Told, Wish, whose};
use crate::promise::{Broken, Promise, holds};
use crate::random::Random;
use aggregate::{Cell, Slice};
use soundings_edge_worker::ledger::{
    Admission, Body, Event, Fingerprint, Gate, Outcome, Pace, ResponseId, Shards, Slot,
};
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

/// Until when the world is hostile, in milliseconds. From then on everything arrives, once, so that all come to an end.
pub(crate) const HOSTILE_MS: u64 = 4_000;
/// Nobody waits longer than that for a reply.
pub(crate) const PATIENCE_MS: u64 = 300;
/// Happenings of one history, at most: many times what one takes.
const HAPPENINGS: u32 = 20_000;
/// When a history begins, in seconds since 1970: some hours before midnight, so that days change in it.
const BEGIN_SECONDS: i64 = 1_790_000_000;
/// What a Worker tries before it gives up: as often as the Worker itself.
pub(crate) const ROUNDS: u8 = 3;

/// A wish on its way: what a request carries from hop to hop.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) person: usize,
    pub(crate) tried: u32,
    pub(crate) wish: Wish,
    pub(crate) worker: usize,
    /// Where to ask, and where it stands in that.
    pub(crate) homes: Rc<[u16]>,
    pub(crate) at: usize,
    pub(crate) rounds: u8,
    /// The answer's key in the store, from the receipt; of one that is sent the ledger derives it.
    pub(crate) secret: [u8; 16],
    /// The write that the reply proves, and where.
    pub(crate) proof: Option<(u16, u64)>,
}

/// What a ledger or a Worker says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Said {
    Outcome(Outcome),
    /// Of an answer that is read.
    Found,
    /// It failed, or was never opened: the person tries again.
    Again,
}

/// Something that happens at a moment.
#[derive(Clone, Debug)]
pub(crate) enum Happening {
    /// A person begins, or tries again.
    Act(usize, u32),
    /// The department begins a step, or tries again.
    Order(u32),
    AtWorker(Job),
    AtLedger(Job),
    AtOffice(Job),
    /// Back at the Worker, with what the office says.
    Informed(Job, Rc<Shards>),
    BackAtWorker(Job, Said),
    AtPerson(Job, Said),
    GateAtLedger(u64, Gate),
    GateKnown(u64, u16),
    Done(u32),
    Group(u16, u32),
    Alarm(u16, u32),
    Sync(u16, u32),
    Crash(u16),
    OfficeCrash,
    ClockJump(u16, i64),
}

/// What a reply waits for on the ledger's disk.
#[derive(Clone, Debug)]
pub(crate) enum Held {
    Reply(Job, Said),
    Known(u64, u16),
}

pub(crate) struct World {
    pub(crate) random: Random,
    pub(crate) now: u64,
    queue: BTreeMap<(u64, u64), Happening>,
    serial: u64,
    pub(crate) write: u64,
    pub(crate) people: Vec<Person>,
    pub(crate) ledgers: Vec<Ledger<Job>>,
    pub(crate) held: Vec<Vec<Held>>,
    pub(crate) office: Office<Job>,
    /// What each Worker remembers of the consultation.
    pub(crate) workers: Vec<Rc<Shards>>,
    pub(crate) orders: VecDeque<Order>,
    pub(crate) order_tried: u32,
    /// After a close was answered, until it is opened again.
    pub(crate) closed: bool,
    /// After the first opening was answered.
    pub(crate) opened: bool,
    pub(crate) fault: Option<Fault>,
    /// Percent of messages that are lost and doubled, and of steps with a fuse.
    lossy: u64,
    pub(crate) fused: u64,
    slow_ms: u64,
    trace: Option<Vec<String>>,
}

/// Notes something in the trace, where there is one.
macro_rules! trace {
    ($world:expr, $($said:tt)*) => {
        if $world.is_traced() {
            $world.note(format!($($said)*));
        }
    };
}
pub(crate) use trace;

impl World {
    pub(crate) fn new(seed: u64, fault: Option<Fault>, traced: bool) -> Self {
        let mut random = Random::of(seed);
        let pace = Pace {
            fold_commits: random.between(1, 6),
            fold_responses: random.between(2, 9) as usize,
            commit_events: random.between(1, 5) as usize,
            generation: random.between(1, 5) as usize,
        };
        let first = random.between(1, 3) as u16;
        let (mut orders, mut shards) = (VecDeque::from([Order::Open]), first);
        for _ in 0..random.below(6) {
            orders.push_back(match random.below(8) {
                0 | 1 => Order::Close,
                2 => Order::Open,
                3 | 4 => Order::Keep(random.between(1, 12) as u32),
                _ => {
                    shards += random.between(1, 3) as u16;
                    Order::Raise(shards)
                }
            });
        }
        if random.percent(80) {
            orders.push_back(Order::Open);
        }
        let mut secret = [0; 32];
        secret[..16].copy_from_slice(&random.bytes());
        let office = Office::new(secret, first);
        let people = (0..random.between(1, 7)).map(|_| Person::new(&mut random)).collect();
        let known = Rc::new(office.shards.clone());
        let mut world = Self {
            now: 0,
            queue: BTreeMap::new(),
            serial: 0,
            write: 0,
            people,
            ledgers: (0..shards).map(|shard| Ledger::new(shard, pace, fault)).collect(),
            held: vec![Vec::new(); usize::from(shards)],
            office,
            workers: vec![known; 2],
            orders,
            order_tried: 0,
            closed: false,
            opened: false,
            fault,
            lossy: random.below(30),
            fused: random.below(20),
            slow_ms: random.between(2, 200),
            trace: traced.then(Vec::new),
            random,
        };
        world.begin(shards);
        world
    }

    fn begin(&mut self, shards: u16) {
        self.at(0, Happening::Order(0));
        for person in 0..self.people.len() {
            let from = self.random.below(HOSTILE_MS / 2);
            self.at(from, Happening::Act(person, 0));
        }
        for _ in 0..self.random.below(5) {
            let (when, shard) = (self.random.below(HOSTILE_MS), self.random.below(shards.into()) as u16);
            self.at(when, Happening::Crash(shard));
        }
        for _ in 0..self.random.below(3) {
            let (when, shard) = (self.random.below(HOSTILE_MS), self.random.below(shards.into()) as u16);
            let jump = self.random.below(400_000) as i64 - 200_000;
            self.at(when, Happening::ClockJump(shard, jump));
        }
        if self.random.percent(30) {
            let when = self.random.below(HOSTILE_MS);
            self.at(when, Happening::OfficeCrash);
        }
    }

    /// Runs the history to its end.
    pub(crate) fn run(&mut self) -> Result<(), Broken> {
        let mut happenings = 0;
        while let Some(((when, _), happening)) = self.queue.pop_first() {
            self.now = when;
            happenings += 1;
            holds(happenings < HAPPENINGS, Promise::AllAreAnswered, || "the history has no end".to_owned())?;
            self.happen(happening)?;
        }
        self.now = self.now.max(HOSTILE_MS);
        self.ends()
    }

    pub(crate) fn is_traced(&self) -> bool {
        self.trace.is_some()
    }

    pub(crate) fn note(&mut self, said: String) {
        let line = format!("{:>6} ms  {said}", self.now);
        self.trace.iter_mut().for_each(|trace| trace.push(line.clone()));
    }

    pub(crate) fn trace(&self) -> &[String] {
        self.trace.as_deref().unwrap_or_default()
    }

    pub(crate) fn hostile(&self) -> bool {
        self.now < HOSTILE_MS
    }

    pub(crate) fn seconds(&self) -> i64 {
        // A second of theirs is a millisecond of ours, and ten days pass in one history.
        BEGIN_SECONDS + self.now as i64 * 200
    }

    pub(crate) fn at(&mut self, when: u64, happening: Happening) {
        self.serial += 1;
        self.queue.insert((when, self.serial), happening);
    }

    pub(crate) fn later(&mut self, wait: u64, happening: Happening) {
        self.at(self.now + wait, happening);
    }

    /// Sends something over the network: it may be lost, come twice, or come late.
    pub(crate) fn send(&mut self, happening: Happening) {
        if !self.hostile() {
            return self.later(1, happening);
        }
        if self.random.percent(self.lossy) {
            trace!(self, "  lost: {happening:?}");
            return;
        }
        if self.random.percent(self.lossy / 2) {
            let wait = 1 + self.random.below(self.slow_ms * 5);
            self.later(wait, happening.clone());
        }
        let wait = 1 + self.random.below(self.slow_ms);
        self.later(wait, happening);
    }

    /// What must be true in the end, when everything has arrived.
    fn ends(&mut self) -> Result<(), Broken> {
        for shard in 0..self.ledgers.len() as u16 {
            // Whatever the last crash took with it, a call brings back: the alarm above all.
            self.wake(shard)?;
            self.ring(shard)?;
            self.ledgers[usize::from(shard)].sync();
            self.ledgers[usize::from(shard)].check()?;
            self.deletes(shard)?;
        }
        self.nothing_twice()?;
        for person in 0..self.people.len() {
            let all = self.people[person].wish().is_none();
            holds(all, Promise::AllAreAnswered, || format!("person {person} still waits"))?;
            self.keeps_word(person)?;
            if self.people[person].withdrawn {
                let left = self.ledgers.iter().find(|ledger| ledger.holds_mark(person));
                let how = || format!("something of person {person}'s is left in shard {:?}", left.map(|one| one.shard));
                holds(left.is_none(), Promise::WithdrawnIsGone, how)?;
            }
        }
        holds(self.orders.is_empty(), Promise::AllAreAnswered, || "the department still waits".to_owned())
    }

    /// Time goes on until every answer of a shard has had its own.
    fn deletes(&mut self, shard: u16) -> Result<(), Broken> {
        let seconds = self.seconds();
        let ledger = usize::from(shard);
        self.ledgers[ledger].check_deleted(seconds)?;
        for days in [1, 5, 30] {
            self.now += days * 432;
            let seconds = self.seconds();
            let mut rings = 0;
            while rings == 0 || self.ledgers[ledger].is_behind(seconds) {
                self.ring(shard)?;
                rings += 1;
                holds(rings < 100, Promise::DeletedInTime, || format!("shard {shard} deletes and never ends"))?;
            }
            self.ledgers[ledger].check_deleted(seconds)?;
            self.ledgers[ledger].check()?;
        }
        Ok(())
    }

    /// What a person was told is so.
    pub(crate) fn keeps_word(&self, person: usize) -> Result<(), Broken> {
        let one = &self.people[person];
        if let Some(Told { shard, secret }) = one.receipt {
            let found = self.ledgers[usize::from(shard)].read(ResponseId::of(&secret));
            let how = || format!("person {person}'s receipt finds nothing in shard {shard}");
            let content = found.ok_or_else(|| Broken { promise: Promise::ReceiptFinds, how: how() })?;
            let gone = !one.withdrawn || content == Body::Withdrawn;
            holds(gone, Promise::WithdrawnIsGone, || format!("person {person}'s answer is still there"))?;
        }
        if let Some((shard, write)) = one.proved {
            let truth = self.ledgers[usize::from(shard)].truth(person);
            let kept = truth.is_some_and(|truth| truth.write >= write);
            holds(kept, Promise::NothingLost, || {
                format!("person {person} was told of a write that shard {shard} lost")
            })?;
        }
        Ok(())
    }

    /// Every option is one person's: over all shards it counts once, and nobody has two.
    pub(crate) fn nothing_twice(&self) -> Result<(), Broken> {
        let mut counted = vec![0; self.people.len()];
        for ledger in &self.ledgers {
            let counts = ledger.desk.books().and_then(|books| books.tally().0.get(&Slice::All));
            for (cell, count) in counts.into_iter().flat_map(|counts| counts.cells()) {
                let Cell::Chosen(_, option) = cell else { continue };
                let person = whose(option).unwrap_or_default();
                counted[person] += count;
                let so = (0..=1).contains(&counted[person]);
                holds(so, Promise::NothingTwice, || format!("person {person} counts {} times", counted[person]))?;
            }
        }
        for (person, one) in self.people.iter().enumerate() {
            let so = !one.withdrawn || counted[person] == 0;
            holds(so, Promise::WithdrawnIsGone, || format!("person {person} still counts"))?;
        }
        Ok(())
    }

    /// What a ledger is asked to decide for a job; `None` before it has a gate.
    pub(crate) fn asked(&self, shard: u16, job: &Job) -> Option<(ResponseId, Event, [u8; 16])> {
        let version = match job.wish {
            Wish::Send(version) => {
                let gate = self.ledgers[usize::from(shard)].desk.books()?.gate()?;
                let key = &self.people[job.person].key;
                let secret = soundings_edge_worker::ledger::receipt_secret(&gate.secret, key);
                let print = Fingerprint::of(&secret, &[version; 32]);
                let event =
                    Event::Send(crate::people::content(job.person, version), print, Slot::of(key), Admission::Free);
                return Some((ResponseId::of(&secret), event, secret));
            }
            Wish::Change(version) => Some(version),
            Wish::Withdraw | Wish::Read => None,
        };
        Some((ResponseId::of(&job.secret), crate::ledger::event(job.person, version), job.secret))
    }
}
