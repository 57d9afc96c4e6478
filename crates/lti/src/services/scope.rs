/// What an access token allows. A call asks for the least that it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// See, create, change and delete the tool's line items (AGS 2.0 §3.2).
    LineItem,
    /// See line items (AGS 2.0 §3.2).
    LineItemReadonly,
    /// See results (AGS 2.0 §3.3).
    ResultReadonly,
    /// Post scores (AGS 2.0 §3.4).
    Score,
    /// See the members of a course (NRPS 2.0 §2).
    ContextMembershipReadonly,
}

impl Scope {
    /// Every scope that the tool can use: what it asks for when it is registered.
    pub const ALL: [Self; 5] = [
        Self::LineItem,
        Self::LineItemReadonly,
        Self::ResultReadonly,
        Self::Score,
        Self::ContextMembershipReadonly,
    ];

    /// The scope as the specifications write it.
    #[must_use]
    pub fn uri(self) -> &'static str {
        match self {
            Self::LineItem => "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem",
            Self::LineItemReadonly => "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly",
            Self::ResultReadonly => "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly",
            Self::Score => "https://purl.imsglobal.org/spec/lti-ags/scope/score",
            Self::ContextMembershipReadonly => {
                "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
            }
        }
    }
}

impl std::fmt::Display for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.uri())
    }
}
