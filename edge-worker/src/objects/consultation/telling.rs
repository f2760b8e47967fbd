//! Its shards, and what their ledgers have to know before a step of it is answered.

use super::super::Trouble;
use super::super::department::Did;
use super::super::kept::Kept;
use super::{Object, Step};
use crate::ledger::{GateWire, Raise, Shards};
use contract::{DepartmentId, State};

impl Object {
    /// Gives the ledger so many shards. A draft has recorded nothing, and may have fewer again.
    pub(super) async fn raise(&self, department: &DepartmentId, to: u16, did: &Did) -> Result<Step, Trouble> {
        let Some(mut kept) = self.memory.borrow().clone() else { return Ok(Step::Unknown) };
        if kept.record.department() != department {
            return Ok(Step::Taken);
        }
        let before = kept.shards.clone();
        match kept.record.state() {
            State::Draft => kept.shards = Shards::new(to),
            State::Archived => return Ok(Step::Refused),
            State::Open | State::Closed if kept.shards.raise(to) == Raise::Fewer => return Ok(Step::Fewer),
            State::Open | State::Closed => {}
        }
        let changed = kept.shards != before;
        let step = self.keep_and_tell(kept, changed, changed.then_some(did)).await?;
        self.tell_log().await?;
        Ok(step)
    }

    /// Keeps a step, with what is to be noted of a raise, tells the ledgers, those among them that are about to be, and publishes
    /// these once all are told.
    pub(super) async fn keep_and_tell(
        &self,
        mut kept: Kept,
        changed: bool,
        raise: Option<&Did>,
    ) -> Result<Step, Trouble> {
        kept.version += 1;
        self.storage.transaction(|| {
            raise.map_or(Ok(()), |did| self.notes.keep(&self.storage, did))?;
            kept.write(&self.storage)
        })?;
        *self.memory.borrow_mut() = Some(kept.clone());
        if kept.record.state() == State::Draft {
            return Ok(Step::Done { created: false, changed, now: kept.snapshot() });
        }
        self.tell(&kept).await?;
        self.note_told()?;
        self.publish(kept.shards.raising())?;
        let now = match &*self.memory.borrow() {
            Some(newest) if kept.shards.raising().is_some() => newest.snapshot(),
            _ => kept.snapshot(),
        };
        Ok(Step::Done { created: false, changed, now })
    }

    pub(in super::super) async fn tell(&self, kept: &Kept) -> Result<(), Trouble> {
        let told = (0..kept.shards.to_tell()).map(async |shard| {
            let made = self.witness.borrow().knows(shard);
            self.ledger(kept.record.id(), shard).set_gate(GateWire::from(&kept.gate(shard)), made).await?;
            // It may have had answers before it was first noted.
            if made { Ok(()) } else { self.witness.borrow_mut().note(&self.storage, shard, 0) }
        });
        futures_util::future::join_all(told).await.into_iter().collect()
    }

    pub(in super::super) fn note_told(&self) -> Result<(), Trouble> {
        let mut memory = self.memory.borrow_mut();
        match &mut *memory {
            Some(kept) if !kept.told => kept.note_told(&self.storage),
            _ => Ok(()),
        }
    }

    pub(super) fn publish(&self, raising: Option<u16>) -> Result<(), Trouble> {
        let mut memory = self.memory.borrow_mut();
        if let (Some(kept), Some(to)) = (&mut *memory, raising) {
            let mut next = kept.clone();
            if next.shards.publish(to) {
                next.version += 1;
                self.storage.transaction(|| next.write(&self.storage))?;
                *kept = next;
            }
        }
        Ok(())
    }

    /// Tells the audit log what is done, while no raise is under way.
    pub(in super::super) async fn tell_log(&self) -> Result<(), Trouble> {
        let settled = |kept: &Kept| kept.shards.raising().is_none().then(|| kept.record.department().clone());
        let department = self.memory.borrow().as_ref().and_then(settled);
        match department {
            Some(department) => self.notes.tell(&self.storage, &self.env, &department).await,
            None => Ok(()),
        }
    }

    /// Ends a raise that broke off, or is under way: a Worker asks because a ledger told it that an answer has moved.
    pub(super) async fn finish_raise(&self) {
        let pending = self.memory.borrow().clone().filter(|kept| kept.shards.raising().is_some());
        let done = async {
            if let Some(kept) = pending {
                self.tell(&kept).await?;
                self.publish(kept.shards.raising())?;
            }
            self.tell_log().await
        };
        if let Err(trouble) = done.await {
            // Readers get what is published; the next one tries again.
            worker::console_error!("consultation: a raise of its shards waits: {trouble}");
        }
    }

    /// Tells the ledgers for how long they keep what answers say, where that has not been told: of a consultation that was
    /// opened by an earlier version.
    pub(super) async fn tell_retention(&self) {
        let open = |kept: &Kept| !kept.told && kept.record.state() != State::Draft;
        let pending = self.memory.borrow().clone().filter(open);
        let Some(kept) = pending else { return };
        if let Err(trouble) = self.keep_and_tell(kept, false, None).await {
            // The next one tries again.
            worker::console_error!("consultation: its ledgers wait for their retention: {trouble}");
        }
    }
}
