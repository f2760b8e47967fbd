//! How the ledger's rows beside the responses are written.

use super::id::ResponseId;
use super::record::{Corrupt, unversioned, versioned};
use super::step::Gate;
use aggregate::Contribution;
use contract::json::Value;
use contract::{State, Timestamp};
use serde::{Deserialize, Serialize};

/// The keys that a commit recorded, in their order, as the first version kept them.
#[cfg(test)]
pub(super) fn write_ids(ids: &[ResponseId]) -> Vec<u8> {
    versioned(&ids.iter().map(|id| *id.bytes()).collect::<Vec<_>>())
}

/// Reads what the first version wrote.
pub(super) fn read_ids(bytes: &[u8]) -> Result<Vec<ResponseId>, Corrupt> {
    let ids: Vec<[u8; 16]> = unversioned(bytes)?;
    Ok(ids.into_iter().map(ResponseId::from_bytes).collect())
}

/// What responses counted as before a commit, in the order of its changes.
pub(super) fn write_undone(undone: &[(ResponseId, Contribution)]) -> Vec<u8> {
    let pairs = undone.iter().map(|(id, contribution)| (*id.bytes(), contribution.to_value().to_string()));
    versioned(&pairs.collect::<Vec<_>>())
}

pub(super) fn read_undone(bytes: &[u8]) -> Result<Vec<(ResponseId, Contribution)>, Corrupt> {
    let pairs: Vec<([u8; 16], String)> = unversioned(bytes)?;
    let read = |(id, text): ([u8; 16], String)| {
        let value: Value = serde_json::from_str(&text).map_err(|_| Corrupt)?;
        Ok((ResponseId::from_bytes(id), Contribution::from_value(&value).ok_or(Corrupt)?))
    };
    pairs.into_iter().map(read).collect()
}

/// A gate in the store and between objects.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GateWire {
    version: u64,
    state: String,
    opens_at: Option<i64>,
    closes_at: Option<i64>,
    secret: [u8; 32],
    // Gates that were stored before there were several shards have neither.
    #[serde(default)]
    shard: u16,
    #[serde(default = "one")]
    shards: u16,
    // Gates that were stored before there was one.
    #[serde(default)]
    retention_days: Option<u32>,
}

fn one() -> u16 {
    1
}

impl From<&Gate> for GateWire {
    fn from(gate: &Gate) -> Self {
        Self {
            version: gate.version,
            state: gate.state.name().to_owned(),
            opens_at: gate.opens_at.map(Timestamp::unix_seconds),
            closes_at: gate.closes_at.map(Timestamp::unix_seconds),
            secret: gate.secret,
            shard: gate.shard,
            shards: gate.shards,
            retention_days: gate.retention_days,
        }
    }
}

impl GateWire {
    /// The gate; an error for a state that this program does not know.
    pub fn read(self) -> Result<Gate, Corrupt> {
        Ok(Gate {
            version: self.version,
            state: State::parse(&self.state).ok_or(Corrupt)?,
            opens_at: self.opens_at.map(Timestamp::from_unix_seconds),
            closes_at: self.closes_at.map(Timestamp::from_unix_seconds),
            secret: self.secret,
            shard: self.shard,
            shards: self.shards,
            retention_days: self.retention_days,
        })
    }
}

pub(super) fn write_gate(gate: &Gate) -> String {
    // Never fails: the type is numbers and texts.
    serde_json::to_string(&GateWire::from(gate)).expect("a gate is plain JSON")
}

pub(super) fn read_gate(text: &str) -> Result<Gate, Corrupt> {
    serde_json::from_str::<GateWire>(text).map_err(|_| Corrupt)?.read()
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::{Day, Lang, SiteId};

    #[test]
    fn keys_in_bytes() {
        let ids = [ResponseId::from_bytes([1; 16]), ResponseId::from_bytes([2; 16])];
        let bytes = write_ids(&ids);
        assert_eq!(bytes, [&[1, 2][..], &[1; 16], &[2; 16]].concat());
        assert_eq!(read_ids(&bytes).unwrap(), ids);
        assert_eq!(read_ids(&bytes[1..]), Err(Corrupt));
    }

    #[test]
    fn what_is_undone_in_bytes() {
        let site = SiteId::parse("forum").unwrap();
        let contribution = Contribution::of_cells(site, Lang::En, Day::from_days(0), Vec::new());
        let undone = [(ResponseId::from_bytes([1; 16]), contribution)];
        let bytes = write_undone(&undone);
        assert_eq!(bytes, [&[1, 1][..], &[1; 16], b"\x1b[\"forum\",\"en\",\"1970-01-01\"]"].concat());
        assert_eq!(read_undone(&bytes).unwrap(), undone);
    }

    #[test]
    fn a_gate_in_text() {
        let gate = Gate {
            version: 3,
            state: State::Open,
            opens_at: Some(Timestamp::from_unix_seconds(5)),
            closes_at: None,
            secret: [0; 32],
            shard: 2,
            shards: 4,
            retention_days: Some(365),
        };
        let text = write_gate(&gate);
        let zeros = ["0"; 32].join(",");
        let expected = format!(
            r#"{{"version":3,"state":"open","opens_at":5,"closes_at":null,"secret":[{zeros}],"shard":2,"shards":4,"retention_days":365}}"#
        );
        assert_eq!(text, expected);
        assert_eq!(read_gate(&text).unwrap(), gate);
        let alone = text.replace(r#","shard":2,"shards":4,"retention_days":365"#, "");
        assert_eq!(read_gate(&alone).unwrap(), Gate { shard: 0, shards: 1, retention_days: None, ..gate });
        assert_eq!(read_gate(&text.replace("open\"", "ajar\"")), Err(Corrupt));
    }
}
