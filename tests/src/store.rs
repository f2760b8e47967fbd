//! What lies on an edge's disk: its files, looked at and changed as nobody but its operator could.

use crate::Edge;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

impl Edge {
    /// Changes rows of the departments' stores while no edge runs, as nobody but its operator could.
    ///
    /// # Errors
    /// A store refuses it, in SQLite's words.
    pub fn tamper(&mut self, statement: &str) -> Result<(), String> {
        self.workerd.kill9();
        let folder = self.launch.data.join("department");
        let entries = fs::read_dir(&folder).expect("the departments have a folder");
        let stores = entries.map(|entry| entry.expect("a folder that opens can be listed").path());
        let mut done = Ok(());
        for store in stores.filter(|path| path.extension().is_some_and(|own| own == "sqlite")) {
            let store = rusqlite::Connection::open(store).expect("a store is SQLite");
            // The runtime keeps a file of its own beside the objects'.
            let table = "SELECT count(*) FROM sqlite_master WHERE name = 'access_token'";
            if store.query_row(table, [], |row| row.get::<_, u32>(0)).expect("a store can be read") > 0 {
                done = done.and(store.execute_batch(statement).map_err(|error| error.to_string()));
            }
        }
        self.restart();
        done
    }

    /// Has it that each consultation's last release, or the start of its time where none is made yet, was in 2020.
    pub fn back_date_releases(&mut self) {
        self.workerd.kill9();
        for file in fs::read_dir(self.launch.data.join("consultation")).expect("the consultations have a folder") {
            let path = file.expect("a folder that opens can be listed").path();
            if path.extension().is_some_and(|own| own == "sqlite") {
                let store = rusqlite::Connection::open(&path).expect("a store is SQLite");
                let has = "SELECT count(*) FROM sqlite_master WHERE name = 'release_mark'";
                if store.query_row(has, [], |row| row.get::<_, u32>(0)).expect("a store can be read") > 0 {
                    let change = "UPDATE release_mark SET text = json_set(text, '$.at', '2020-01-01T00:00:00Z')";
                    store.execute_batch(change).expect("a moment can be moved");
                }
            }
        }
        self.restart();
    }

    /// When the alarms of a kind of object are due, in the runtime's own unit.
    pub fn alarms(&self, kind: &str) -> Vec<i64> {
        let store = rusqlite::Connection::open(self.launch.data.join(kind).join("metadata.sqlite"));
        let store = store.expect("the runtime keeps its alarms in SQLite");
        let mut alarms = store.prepare("SELECT scheduled_time FROM _cf_ALARM").expect("it has a table of them");
        let times = alarms.query_map([], |row| row.get(0)).expect("the table can be read");
        times.map(|time| time.expect("a moment is a number")).collect()
    }

    /// Makes every alarm of a kind of object due, and leaves the edge stopped.
    pub fn make_alarms_due(&mut self, kind: &str) {
        self.workerd.kill9();
        let folder = self.launch.data.join(kind);
        for file in fs::read_dir(&folder).expect("the kind has a folder") {
            let path = file.expect("a folder that opens can be listed").path();
            if path.extension().is_some_and(|own| own == "sqlite") {
                // The runtime keeps it in the list of all and in the object's own store, and compares the two.
                let store = rusqlite::Connection::open(&path).expect("a store is SQLite");
                for (table, change) in [
                    ("_cf_ALARM", "UPDATE _cf_ALARM SET scheduled_time = 1"),
                    ("_cf_METADATA", "UPDATE _cf_METADATA SET value = 1 WHERE key = 1"),
                ] {
                    let has = "SELECT count(*) FROM sqlite_master WHERE name = ?";
                    if store.query_row(has, [table], |row| row.get::<_, u32>(0)).expect("a store can be read") > 0 {
                        store.execute_batch(change).expect("an alarm can be moved");
                    }
                }
            }
        }
    }

    /// Changes the rows of every ledger while no edge runs, as a failing disk could.
    pub fn damage_ledgers(&mut self, statement: &str) {
        self.workerd.kill9();
        for file in fs::read_dir(self.launch.data.join("ledger")).expect("the ledgers have a folder") {
            let path = file.expect("a folder that opens can be listed").path();
            if path.extension().is_some_and(|own| own == "sqlite") {
                let store = rusqlite::Connection::open(&path).expect("a store is SQLite");
                let has = "SELECT count(*) FROM sqlite_master WHERE name = 'record'";
                if store.query_row(has, [], |row| row.get::<_, u32>(0)).expect("a store can be read") > 0 {
                    store.execute_batch(statement).expect("a row can be changed");
                }
            }
        }
        self.restart();
    }

    /// Fills the disk of [`Self::start_on_a_small_disk`], until nothing more goes onto it.
    pub fn fill_disk(&self) {
        let mut file = fs::File::create(self.filler()).expect("the disk can be written to");
        while file.write_all(&[0; 4096]).is_ok() {}
    }

    /// Takes away what [`Self::fill_disk`] wrote.
    pub fn free_disk(&self) {
        fs::remove_file(self.filler()).expect("what was written can be deleted");
    }

    /// The disk is seen by its edge alone, and by whoever looks through its eyes (proc(5)).
    fn filler(&self) -> PathBuf {
        let seen = self.launch.data.strip_prefix("/").expect("a temporary folder has a whole path");
        PathBuf::from(format!("/proc/{}/root", self.workerd.id())).join(seen).join("filler")
    }

    /// How many objects have a store: each is a file.
    pub fn objects(&self) -> usize {
        let stores = |folder: &Path| {
            fs::read_dir(folder).map_or(0, |entries| {
                entries
                    .filter(|entry| {
                        entry.as_ref().is_ok_and(|entry| entry.path().extension().is_some_and(|own| own == "sqlite"))
                    })
                    .count()
            })
        };
        ["department", "consultation", "ledger", "networks"]
            .map(|kind| stores(&self.launch.data.join(kind)))
            .iter()
            .sum()
    }

    /// Its own folder, which goes with it.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// What workerd said so far, its own words and the Worker's log.
    pub fn said(&self) -> String {
        fs::read_to_string(&self.launch.log).unwrap_or_default()
    }

    /// Whether some file of the store holds these bytes.
    pub fn store_contains(&self, text: &str) -> bool {
        self.store_contains_bytes(text.as_bytes())
    }

    /// The same for bytes.
    pub fn store_contains_bytes(&self, bytes: &[u8]) -> bool {
        holds(self.folder.path(), bytes)
    }

    /// The folder of its store.
    pub fn store(&self) -> &Path {
        &self.launch.data
    }
}

fn holds(folder: &Path, bytes: &[u8]) -> bool {
    fs::read_dir(folder).expect("the store is a folder").any(|entry| {
        let path = entry.expect("a folder that opens can be listed").path();
        if path.is_dir() {
            return holds(&path, bytes);
        }
        // A file that went since it was listed holds nothing.
        let content = fs::read(&path).unwrap_or_default();
        content.windows(bytes.len()).any(|window| window == bytes)
    })
}
