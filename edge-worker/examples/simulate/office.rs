//! The consultation's object, as the ledgers and the Worker see it: it takes a department's steps, tells its ledgers, and
//! says how many shards there are. What it has decided is on its disk; what it is about to tell is lost in a crash.

use contract::State;
use soundings_edge_worker::ledger::{Gate, Raise, Secret, Shards};

/// What a department wants.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Order {
    Open,
    Close,
    Raise(u16),
    /// What answers say is kept for so many days.
    Keep(u32),
}

/// Who waits until the ledgers are told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Waits<J> {
    /// The department, in that try.
    Department(u32),
    /// A Worker on an answer's behalf.
    Worker(J),
}

/// Gates on their way.
#[derive(Clone, Debug)]
pub(crate) struct Telling<J> {
    pub(crate) number: u64,
    pub(crate) waits: Waits<J>,
    /// Ledgers that have not said that they know.
    pub(crate) left: Vec<u16>,
    /// What may be published once they all have.
    pub(crate) raising: Option<u16>,
}

#[derive(Debug)]
pub(crate) struct Office<J> {
    pub(crate) version: u64,
    pub(crate) state: State,
    pub(crate) shards: Shards,
    pub(crate) secret: Secret,
    pub(crate) days: Option<u32>,
    pub(crate) tellings: Vec<Telling<J>>,
    next: u64,
}

impl<J: Clone> Office<J> {
    pub(crate) fn new(secret: Secret, shards: u16) -> Self {
        Self {
            version: 1,
            state: State::Draft,
            shards: Shards::new(shards),
            secret,
            days: None,
            tellings: Vec::new(),
            next: 0,
        }
    }

    /// Takes a step; false where there is nothing to tell.
    pub(crate) fn take(&mut self, order: Order) -> bool {
        self.version += 1;
        match order {
            Order::Open => self.state = State::Open,
            Order::Close => self.state = State::Closed,
            Order::Keep(days) => self.days = Some(days),
            Order::Raise(to) => return self.shards.raise(to) != Raise::Fewer,
        }
        true
    }

    /// Begins to tell every ledger how things stand.
    pub(crate) fn tell(&mut self, waits: Waits<J>) -> (u64, Vec<Gate>) {
        let gates: Vec<Gate> = (0..self.shards.to_tell()).map(|shard| self.gate(shard)).collect();
        let left = gates.iter().map(|gate| gate.shard).collect();
        self.next += 1;
        self.tellings.push(Telling { number: self.next, waits, left, raising: self.shards.raising() });
        (self.next, gates)
    }

    /// A ledger says that it knows. The telling, once they all do.
    pub(crate) fn knows(&mut self, number: u64, shard: u16) -> Option<Telling<J>> {
        let place = self.tellings.iter().position(|telling| telling.number == number)?;
        let telling = &mut self.tellings[place];
        telling.left.retain(|left| *left != shard);
        if !telling.left.is_empty() {
            return None;
        }
        let telling = self.tellings.swap_remove(place);
        self.publish(telling.raising);
        Some(telling)
    }

    pub(crate) fn publish(&mut self, raising: Option<u16>) {
        if raising.is_some_and(|to| self.shards.publish(to)) {
            self.version += 1;
        }
    }

    fn gate(&self, shard: u16) -> Gate {
        Gate {
            version: self.version,
            state: self.state,
            opens_at: None,
            closes_at: None,
            secret: self.secret,
            shard,
            shards: self.shards.to_tell(),
            retention_days: self.days,
        }
    }
}
