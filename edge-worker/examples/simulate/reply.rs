//! What a person reads in a reply, and what must then be true.

use crate::fault::Fault;
use crate::people::{Told, Wish};
use crate::promise::{Broken, Promise, holds};
use crate::world::{Happening, Job, PATIENCE_MS, Said, World, trace};
use soundings_edge_worker::ledger::{Outcome, Slot};

impl World {
    pub(crate) fn at_person(&mut self, job: Job, said: Said) -> Result<(), Broken> {
        let (person, wish) = (job.person, job.wish);
        trace!(self, "person {person} reads {said:?} to {wish:?}");
        let ends = match said {
            Said::Again | Said::Outcome(Outcome::NotOpen) => false,
            Said::Outcome(outcome) => self.read_outcome(&job, outcome)?,
            Said::Found => true,
        };
        let known = self.people[person].receipt.is_some();
        holds(said != Said::Outcome(Outcome::Unknown) || !known, Promise::ReceiptFinds, || {
            format!("person {person}'s receipt is unknown in shard {}", job.homes[job.at])
        })?;
        if let Some((shard, write)) = job.proof.filter(|_| said != Said::Again) {
            let one = &mut self.people[person];
            if one.proved.is_none_or(|(_, proved)| proved < write) {
                one.proved = Some((shard, write));
            }
            self.keeps_word(person)?;
        }
        let one = &mut self.people[person];
        if ends && one.tries == job.tried && one.wish() == Some(wish) {
            one.at += 1;
            one.tries += 1;
            let tried = one.tries;
            if one.receipt.is_none() {
                // It was closed before they came: there is nothing to change or withdraw.
                one.at = one.wishes.len();
            }
            let wait = self.random.below(PATIENCE_MS * 2);
            self.later(wait, Happening::Act(person, tried));
        }
        Ok(())
    }

    /// Whether the wish is answered for good.
    fn read_outcome(&mut self, job: &Job, outcome: Outcome) -> Result<bool, Broken> {
        let person = job.person;
        match outcome {
            Outcome::Recorded { at } | Outcome::Repeated { at } => {
                self.take_receipt(job)?;
                let one = &mut self.people[person];
                let first = *one.recorded.get_or_insert(at);
                holds(first == at, Promise::RetriesAgree, || format!("person {person}: at {at}, first at {first}"))?;
            }
            Outcome::Conflict => self.take_receipt(job)?,
            Outcome::Withdrawn | Outcome::Gone => self.people[person].withdrawn = true,
            Outcome::Changed { recorded, .. } => {
                let first = *self.people[person].recorded.get_or_insert(recorded);
                let how = || format!("person {person}: recorded at {recorded}, first at {first}");
                holds(first == recorded, Promise::RetriesAgree, how)?;
            }
            Outcome::Closed | Outcome::Deleted => {}
            // Nobody here is asked for a proof.
            Outcome::ProofNeeded | Outcome::ProofRefused | Outcome::Unknown | Outcome::NotOpen | Outcome::Moved => {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn take_receipt(&mut self, job: &Job) -> Result<(), Broken> {
        let mut shard = job.homes[job.at];
        if self.fault == Some(Fault::ReceiptOfNewestHome) {
            let slot = Slot::of(&self.people[job.person].key);
            shard = slot.home(self.office.shards.count());
        }
        let told = Told { shard, secret: job.secret };
        let one = &mut self.people[job.person];
        let first = *one.receipt.get_or_insert(told);
        let same = first == told && matches!(job.wish, Wish::Send(_));
        holds(same, Promise::RetriesAgree, || format!("person {}: {told:?}, first {first:?}", job.person))
    }
}
