/// Why a text is no event that this service can read. The messages repeat nothing of the text but the names of members
/// and what is wrong with them, without control characters and shortened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadEvent {
    /// It is not JSON.
    #[error("it is not JSON: {0}")]
    NotJson(String),
    /// It is JSON of another kind than an object.
    #[error("it is not a JSON object")]
    NotAnObject,
    /// A member is missing, there twice, or not what it should be.
    #[error("{field}: {problem}")]
    Field {
        /// The member.
        field: String,
        /// What is wrong with it.
        problem: String,
    },
    /// It has a version of the schema that this service does not know. Update whichever of service and plugin is older.
    #[error("schemaversion: it is {0}, and this service reads version {known}", known = super::SCHEMA_VERSION)]
    Version(u64),
}
