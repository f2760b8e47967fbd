//! What follows from each happening.

use crate::disk::Blow;
use crate::fault::Fault;
use crate::ledger::{Asker, Stepped};
use crate::office::{Order, Waits};
use crate::people::{Told, Wish};
use crate::promise::{Broken, Promise, holds};
use crate::world::{Happening, Held, Job, PATIENCE_MS, ROUNDS, Said, World, trace};
use soundings_edge_worker::ledger::{Body, Effect, FOLD_WAIT, Gate, Input, Outcome, ResponseId, Shards, Slot};
use std::rc::Rc;

impl Asker for Job {
    fn person(&self) -> usize {
        self.person
    }

    fn version(&self) -> Option<u8> {
        match self.wish {
            Wish::Send(version) | Wish::Change(version) => Some(version),
            Wish::Withdraw | Wish::Read => None,
        }
    }
}

impl World {
    pub(crate) fn happen(&mut self, happening: Happening) -> Result<(), Broken> {
        match happening {
            Happening::Act(person, tried) => self.act(person, tried),
            Happening::Order(tried) => self.order(tried),
            Happening::AtWorker(job) => self.route(job),
            Happening::AtLedger(job) => return self.at_ledger(job),
            Happening::AtOffice(job) => self.at_office(job),
            Happening::Informed(mut job, shards) => {
                job.rounds += 1;
                self.workers[job.worker] = shards;
                self.route(job);
            }
            Happening::BackAtWorker(job, said) => self.back_at_worker(job, said),
            Happening::AtPerson(job, said) => return self.at_person(job, said),
            Happening::GateAtLedger(number, gate) => return self.gate_at_ledger(number, gate),
            Happening::GateKnown(number, shard) => self.gate_known(number, shard),
            Happening::Done(tried) => self.done(tried),
            Happening::Group(shard, life) => return self.for_life(shard, life, Input::Group),
            Happening::Alarm(shard, life) => return self.for_life(shard, life, Input::Alarm),
            Happening::Sync(shard, life) => self.sync(shard, life),
            Happening::Crash(shard) => return self.crash(shard),
            Happening::OfficeCrash => {
                trace!(self, "the consultation's object crashes");
                self.office.tellings.clear();
            }
            Happening::ClockJump(shard, by) => {
                trace!(self, "shard {shard}: its clock jumps by {by} s");
                self.ledgers[usize::from(shard)].clock_off += by;
            }
        }
        Ok(())
    }

    /// A person sends what they wish, unless that try was answered or given up meanwhile.
    fn act(&mut self, person: usize, tried: u32) {
        let one = &mut self.people[person];
        if one.tries != tried {
            return;
        }
        let Some(wish) = one.wish() else { return };
        one.tries += 1;
        let (tried, receipt) = (one.tries, one.receipt);
        let (homes, secret) = match (wish, receipt) {
            (Wish::Send(_), _) | (_, None) => (Rc::from([]), [0; 16]),
            (_, Some(Told { shard, secret })) => (Rc::from([shard]), secret),
        };
        let worker = self.random.below(self.workers.len() as u64) as usize;
        let job = Job { person, tried, wish, worker, homes, at: 0, rounds: 0, secret, proof: None };
        trace!(self, "person {person} tries {wish:?} at Worker {worker}");
        self.send(Happening::AtWorker(job));
        let patience = PATIENCE_MS + self.random.below(PATIENCE_MS);
        self.later(patience, Happening::Act(person, tried));
    }

    /// The Worker sends an answer to the homes of its key, as it remembers them, and anything else where the receipt says.
    fn route(&mut self, mut job: Job) {
        if matches!(job.wish, Wish::Send(_)) {
            let slot = Slot::of(&self.people[job.person].key);
            let mut homes = self.workers[job.worker].homes(slot);
            if self.fault == Some(Fault::SkipsOlderHomes) {
                homes.drain(..homes.len() - 1);
            }
            job.homes = homes.into();
            job.at = 0;
        }
        self.send(Happening::AtLedger(job));
    }

    fn back_at_worker(&mut self, mut job: Job, said: Said) {
        if said == Said::Outcome(Outcome::Moved) {
            job.at += 1;
            if job.at < job.homes.len() {
                return self.send(Happening::AtLedger(job));
            }
            // It moved while this Worker remembered an older number of shards.
            return if job.rounds < ROUNDS {
                self.send(Happening::AtOffice(job))
            } else {
                self.send(Happening::AtPerson(job, Said::Again))
            };
        }
        self.send(Happening::AtPerson(job, said));
    }

    /// A Worker asks for the newest. A raise that was begun and not ended is ended first.
    fn at_office(&mut self, job: Job) {
        if self.office.shards.raising().is_some() {
            self.tell(Waits::Worker(job));
        } else {
            let shards = Rc::new(self.office.shards.clone());
            self.send(Happening::Informed(job, shards));
        }
    }

    fn order(&mut self, tried: u32) {
        if self.order_tried != tried {
            return;
        }
        let Some(order) = self.orders.front().copied() else { return };
        self.order_tried += 1;
        trace!(self, "the department: {order:?}");
        if order == Order::Open {
            self.closed = false;
        }
        if self.office.take(order) {
            if self.fault == Some(Fault::PublishesFirst) {
                self.office.publish(self.office.shards.raising());
            }
            self.tell(Waits::Department(self.order_tried));
        } else {
            self.send(Happening::Done(self.order_tried));
        }
        let patience = PATIENCE_MS + self.random.below(PATIENCE_MS);
        self.later(patience, Happening::Order(self.order_tried));
    }

    fn tell(&mut self, waits: Waits<Job>) {
        let (number, gates) = self.office.tell(waits);
        for gate in gates {
            self.send(Happening::GateAtLedger(number, gate));
        }
    }

    fn gate_at_ledger(&mut self, number: u64, mut gate: Gate) -> Result<(), Broken> {
        let shard = gate.shard;
        if self.fault == Some(Fault::LateGatesCount) {
            let known = self.ledgers[usize::from(shard)].desk.books().and_then(|books| books.gate());
            gate.version = known.map_or(gate.version, |known| known.version + 1);
        }
        if self.step(shard, Input::Gate(gate))? {
            self.hold(shard, Held::Known(number, shard));
        }
        Ok(())
    }

    fn gate_known(&mut self, number: u64, shard: u16) {
        let Some(telling) = self.office.knows(number, shard) else { return };
        trace!(self, "all ledgers know; shards: {:?}", self.office.shards);
        match telling.waits {
            Waits::Department(tried) => self.send(Happening::Done(tried)),
            Waits::Worker(job) => {
                let shards: Rc<Shards> = Rc::new(self.office.shards.clone());
                self.send(Happening::Informed(job, shards));
            }
        }
    }

    /// The department is answered: from here on what it ordered holds.
    fn done(&mut self, tried: u32) {
        if tried != self.order_tried {
            return;
        }
        let order = self.orders.pop_front();
        self.closed |= order == Some(Order::Close);
        self.opened |= order == Some(Order::Open);
        trace!(self, "the department is answered: {order:?}");
        self.order_tried += 1;
        let wait = self.random.below(PATIENCE_MS * 2);
        self.later(wait, Happening::Order(self.order_tried));
    }

    fn at_ledger(&mut self, mut job: Job) -> Result<(), Broken> {
        let shard = job.homes[job.at];
        if !self.wake(shard)? {
            return Ok(());
        }
        let Some((id, event, secret)) = self.asked(shard, &job) else {
            let how = || format!("person {} is sent to shard {shard}, which has no gate", job.person);
            holds(!self.opened, Promise::OpenIsOpen, how)?;
            self.hold(shard, Held::Reply(job, Said::Again));
            return Ok(());
        };
        job.secret = secret;
        if job.wish == Wish::Read {
            let said = match self.ledgers[usize::from(shard)].read(ResponseId::of(&secret)) {
                Some(Body::Here(_)) => Said::Found,
                Some(Body::Withdrawn) => Said::Outcome(Outcome::Gone),
                Some(Body::Deleted) => Said::Outcome(Outcome::Deleted),
                None => Said::Outcome(Outcome::Unknown),
            };
            job.proof = self.ledgers[usize::from(shard)].truth(job.person).map(|truth| (shard, truth.write));
            self.hold(shard, Held::Reply(job, said));
            return Ok(());
        }
        self.step(shard, Input::Ask { asker: job, id, event }).map(|_| ())
    }

    /// A call finds the ledger awake. False where it went meanwhile.
    pub(crate) fn wake(&mut self, shard: u16) -> Result<bool, Broken> {
        self.step(shard, Input::Wake)
    }

    /// Rings the alarm, for the end.
    pub(crate) fn ring(&mut self, shard: u16) -> Result<bool, Broken> {
        self.step(shard, Input::Alarm)
    }

    fn for_life(&mut self, shard: u16, life: u32, input: Input<Job>) -> Result<(), Broken> {
        if self.ledgers[usize::from(shard)].life != life {
            return Ok(());
        }
        let alarm = matches!(input, Input::Alarm);
        let taken = self.step(shard, input)?;
        if alarm && !taken && self.ledgers[usize::from(shard)].life == life {
            // The runtime rings again where an alarm failed.
            self.later(PATIENCE_MS, Happening::Alarm(shard, life));
        }
        Ok(())
    }

    /// One step of a ledger, with or without a blow, and what it asks for. Whether it was taken.
    fn step(&mut self, shard: u16, input: Input<Job>) -> Result<bool, Broken> {
        if self.hostile() && self.random.percent(self.fused) {
            let blow = if self.random.percent(50) { Blow::Crash } else { Blow::Error };
            let fuse = self.random.below(14);
            self.ledgers[usize::from(shard)].disk.set_fuse(Some((fuse, blow)));
        }
        let seconds = self.seconds();
        let named = if self.is_traced() { format!("{input:?}") } else { String::new() };
        let stepped = self.ledgers[usize::from(shard)].step(seconds, input, &mut self.write)?;
        match stepped {
            Stepped::Done(effects) => {
                if !effects.is_empty() {
                    trace!(self, "shard {shard}: {named} -> {effects:?}");
                }
                for effect in effects {
                    self.follow(shard, effect)?;
                }
                self.nothing_twice()?;
                Ok(true)
            }
            Stepped::Failed => {
                trace!(self, "shard {shard}: {named} fails");
                Ok(false)
            }
            Stepped::Gone => {
                trace!(self, "shard {shard} crashes in {named}");
                self.crash(shard)?;
                Ok(false)
            }
        }
    }

    fn follow(&mut self, shard: u16, effect: Effect<Job, Blow>) -> Result<(), Broken> {
        let life = self.ledgers[usize::from(shard)].life;
        match effect {
            Effect::CallGroup => {
                let wait = self.random.below(5);
                self.later(wait, Happening::Group(shard, life));
            }
            Effect::SetAlarm(wait) => {
                // An alarm that cannot be set is told so at once; a step without the blow that comes with it.
                if self.hostile() && self.random.percent(self.fused) {
                    trace!(self, "shard {shard}: NoAlarm");
                    self.step(shard, Input::NoAlarm)?;
                } else {
                    // That of a fold late, so that much lies between; any other when it is due, and then as late.
                    let wait = wait.as_secs().min(FOLD_WAIT.as_secs()) + wait.as_secs() / 200;
                    self.later(wait, Happening::Alarm(shard, life));
                }
            }
            Effect::Tell(mut job, outcome) => {
                if let Some(Outcome::Recorded { .. }) = outcome {
                    let how = || format!("person {} in shard {shard}", job.person);
                    holds(!self.closed, Promise::ClosedIsClosed, how)?;
                }
                job.proof = self.ledgers[usize::from(shard)].truth(job.person).map(|truth| (shard, truth.write));
                self.hold(shard, Held::Reply(job, outcome.map_or(Said::Again, Said::Outcome)));
            }
            Effect::Report(..) => {}
        }
        Ok(())
    }

    /// Keeps a reply back until all that was written before it is on disk.
    fn hold(&mut self, shard: u16, held: Held) {
        if self.fault == Some(Fault::TellsBeforeDisk) {
            return self.release(held);
        }
        self.held[usize::from(shard)].push(held);
        let ledger = &mut self.ledgers[usize::from(shard)];
        if !std::mem::replace(&mut ledger.syncing, true) {
            let life = ledger.life;
            let wait = self.random.below(8);
            self.later(wait, Happening::Sync(shard, life));
        }
    }

    fn release(&mut self, held: Held) {
        match held {
            Held::Reply(job, said) => self.send(Happening::BackAtWorker(job, said)),
            Held::Known(number, shard) => self.send(Happening::GateKnown(number, shard)),
        }
    }

    fn sync(&mut self, shard: u16, life: u32) {
        let ledger = &mut self.ledgers[usize::from(shard)];
        if ledger.life == life {
            ledger.sync();
            for held in std::mem::take(&mut self.held[usize::from(shard)]) {
                self.release(held);
            }
        }
    }

    fn crash(&mut self, shard: u16) -> Result<(), Broken> {
        trace!(self, "shard {shard} crashes");
        self.ledgers[usize::from(shard)].crash();
        self.held[usize::from(shard)].clear();
        // It comes back at once, to be looked at; the alarm that this sets is the one that a call would set.
        let input = Input::Wake;
        let seconds = self.seconds();
        if let Stepped::Done(effects) = self.ledgers[usize::from(shard)].step(seconds, input, &mut self.write)? {
            for effect in effects {
                self.follow(shard, effect)?;
            }
        }
        self.ledgers[usize::from(shard)].check()?;
        (0..self.people.len()).try_for_each(|person| self.keeps_word(person))?;
        self.nothing_twice()
    }
}
