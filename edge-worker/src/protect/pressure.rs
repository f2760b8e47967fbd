//! How much comes in, in four steps: it decides whether a proof is needed, and how hard it is.

use contract::limits;

/// What is seen of one consultation and of the network from which somebody answers.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct Signs {
    /// More answers to the consultation in the last minute than its limit.
    pub(super) consultation_full: bool,
    /// More answers from the network in the last minute than its limit.
    pub(super) network_full: bool,
    /// Answers from the network on this day.
    pub(super) network_today: u32,
}

/// How much comes in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
pub(crate) enum Pressure {
    /// What people send.
    #[default]
    None,
    /// More than that.
    Some,
    /// Much more.
    More,
    /// So much that it is no longer people.
    Most,
}

impl Pressure {
    /// Adds up the signs, of which none by itself is worth more than a step: many people may share a network.
    pub(super) fn of(signs: Signs, network_a_day: u32) -> Self {
        let steps = [
            signs.consultation_full,
            signs.network_full,
            signs.network_today >= network_a_day,
            signs.network_today >= network_a_day.saturating_mul(10),
        ];
        match steps.into_iter().filter(|sign| *sign).count() {
            0 => Self::None,
            1 => Self::Some,
            2 => Self::More,
            _ => Self::Most,
        }
    }

    /// How many times as much a proof, or waiting, takes as at its easiest.
    pub(crate) fn factor(self) -> u32 {
        match self {
            Self::None | Self::Some => 1,
            Self::More => 2,
            Self::Most => 4,
        }
    }

    /// Seconds that somebody without a script waits.
    pub(crate) fn wait_seconds(self) -> i64 {
        limits::WAIT_SECONDS * i64::from(self.factor())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_add_up_to_four_steps() {
        for (consultation_full, network_full, network_today, expected) in [
            (false, false, 0, Pressure::None),
            (false, false, 49, Pressure::None),
            (true, false, 0, Pressure::Some),
            (false, true, 0, Pressure::Some),
            (false, false, 50, Pressure::Some),
            (true, true, 49, Pressure::More),
            (false, false, 500, Pressure::More),
            (true, true, 50, Pressure::Most),
            (true, true, 500, Pressure::Most),
        ] {
            let signs = Signs { consultation_full, network_full, network_today };
            assert_eq!(Pressure::of(signs, 50), expected, "{signs:?}");
        }
    }

    #[test]
    fn nobody_waits_longer_than_a_minute() {
        let waits = [Pressure::None, Pressure::Some, Pressure::More, Pressure::Most].map(Pressure::wait_seconds);
        // The words for them are made for these numbers.
        assert_eq!(waits, [15, 15, 30, 60]);
    }
}
