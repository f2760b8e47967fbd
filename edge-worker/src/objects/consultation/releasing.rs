//! When its next release is made: by a publisher's press, or by the alarm that looks whether one is due.

use super::super::Trouble;
use super::super::releases::{self, Made, Releases};
use super::super::tally::SliceKind;
use super::Object;
use crate::clock;
use contract::{ConsultationId, DepartmentId, State};

impl Object {
    pub(super) fn with_releases<T: Default>(
        &self,
        look: impl FnOnce(&Releases) -> Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        self.memory.borrow().as_ref().map_or_else(|| Ok(T::default()), |kept| look(&kept.releases))
    }

    /// Makes the next release, where one is due, for a publisher of the department.
    pub(super) async fn make_release(&self, id: &ConsultationId, department: &DepartmentId) -> Result<Made, Trouble> {
        match &*self.memory.borrow() {
            Some(kept) if kept.record.department() != department => return Ok(Made::Unknown),
            Some(kept) if kept.record.state() == State::Draft => return Ok(Made::Draft),
            Some(_) => {}
            None => return Ok(Made::Unknown),
        }
        let tally = self.gather(id, &[SliceKind::All]).await?.tally()?;
        self.load(id)?;
        // Decided after the ledgers have answered: somebody else may have made it meanwhile, or the department may have
        // changed what is asked.
        let mut memory = self.memory.borrow_mut();
        let Some(kept) = memory.as_mut() else { return Ok(Made::Unknown) };
        let now = clock::now();
        Ok(match kept.releases.keep_next(&self.storage, &kept.record, &kept.secret, &tally, now)? {
            Some(made) => Made::Done(made),
            None => match kept.releases.missing(&kept.record, &tally, now) {
                Some(missing) => Made::Missing(missing),
                None => return Err(Trouble::Protocol("a release is due and not made")),
            },
        })
    }

    /// Sets the alarm of an open consultation that has none. Of one that was opened by a version without alarms, the first
    /// who calls it does.
    pub(super) async fn begin_to_look(&self) {
        let wait = match &*self.memory.borrow() {
            Some(kept) if !self.looking.get() => kept.releases.first_look(&kept.record, clock::now()),
            _ => None,
        };
        let Some(wait) = wait else { return };
        self.looking.set(true);
        if let Err(trouble) = self.try_begin_to_look(wait).await {
            self.looking.set(false);
            // Whoever called is answered; the next one tries again.
            worker::console_error!("consultation: no alarm for its releases: {trouble}");
        }
    }

    async fn try_begin_to_look(&self, wait: i64) -> Result<(), Trouble> {
        if let Some(kept) = self.memory.borrow_mut().as_mut() {
            kept.releases.begin(&self.storage, &kept.record, clock::now())?;
        }
        if self.storage.object().get_alarm().await?.is_none() {
            self.storage.object().set_alarm(wait * 1_000).await?;
        }
        Ok(())
    }

    /// What the alarm does: makes the release that is due, and sets itself anew.
    pub(super) async fn look(&self) -> Result<(), Trouble> {
        if !self.look_after_import().await? {
            return Ok(());
        }
        let Some(id) = releases::own_name(&self.storage)? else { return Ok(()) };
        self.load(&id)?;
        let Some((department, could)) = self
            .memory
            .borrow()
            .as_ref()
            .map(|kept| (kept.record.department().clone(), kept.releases.could(&kept.record, clock::now())))
        else {
            return Ok(());
        };
        self.looking.set(true);
        if could && let Err(trouble) = self.make_release(&id, &department).await {
            // A ledger may be away for hours: the next look tries again, where the runtime would give up.
            worker::console_error!("consultation: its release waits: {trouble}");
        }
        self.load(&id)?;
        let next =
            self.memory.borrow().as_ref().and_then(|kept| kept.releases.next_look(&kept.record, could, clock::now()));
        self.looking.set(next.is_some());
        match next {
            Some(wait) => Ok(self.storage.object().set_alarm(wait * 1_000).await?),
            None => Ok(()),
        }
    }
}
