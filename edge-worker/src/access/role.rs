//! The roles of a department. Each contains those before it.

/// What somebody may do in a department.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Role {
    /// Reads definitions and figures; sees no single response and no text that a person wrote.
    Viewer,
    /// Also reads responses and exports them, and writes outcomes.
    Analyst,
    /// Also writes, opens, closes and archives consultations, and approves what another person wrote.
    Publisher,
    /// Also makes and revokes tokens, and reads the audit log.
    Admin,
}

impl Role {
    /// All of them, the least first.
    pub(crate) const ALL: [Self; 4] = [Self::Viewer, Self::Analyst, Self::Publisher, Self::Admin];

    /// Its name in the API, in the store and in the bindings.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Analyst => "analyst",
            Self::Publisher => "publisher",
            Self::Admin => "admin",
        }
    }

    /// What it may do, for whoever chooses one.
    pub(crate) fn explained(self) -> &'static str {
        match self {
            Self::Viewer => "reads definitions and figures",
            Self::Analyst => "also reads single responses and their texts, exports them, and writes outcomes",
            Self::Publisher => {
                "also writes, opens, closes and archives consultations, and approves what another person wrote"
            }
            Self::Admin => "also makes and revokes tokens, and reads the audit log",
        }
    }

    /// The role of a name.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}
