//! Names of claims and values of LTI 1.3, written out once more on purpose: the tool under test has
//! its own list.

/// Deployment of the tool in the platform (LTI Core 1.3, section 5.3.3).
pub const DEPLOYMENT_ID: &str = "https://purl.imsglobal.org/spec/lti/claim/deployment_id";
/// Where the launch is meant to go (section 5.3.4).
pub const TARGET_LINK_URI: &str = "https://purl.imsglobal.org/spec/lti/claim/target_link_uri";
/// Kind of message (section 5.3.1).
pub const MESSAGE_TYPE: &str = "https://purl.imsglobal.org/spec/lti/claim/message_type";
/// Version of LTI (section 5.3.2).
pub const VERSION: &str = "https://purl.imsglobal.org/spec/lti/claim/version";
/// The activity (section 5.3.5).
pub const RESOURCE_LINK: &str = "https://purl.imsglobal.org/spec/lti/claim/resource_link";
/// The person's roles (section 5.3.7).
pub const ROLES: &str = "https://purl.imsglobal.org/spec/lti/claim/roles";
/// The course (section 5.4.1).
pub const CONTEXT: &str = "https://purl.imsglobal.org/spec/lti/claim/context";
/// The platform's product and name (section 5.4.2).
pub const TOOL_PLATFORM: &str = "https://purl.imsglobal.org/spec/lti/claim/tool_platform";
/// Language, window and way back (section 5.4.4).
pub const LAUNCH_PRESENTATION: &str = "https://purl.imsglobal.org/spec/lti/claim/launch_presentation";
/// Ids of the student information system (section 5.4.5).
pub const LIS: &str = "https://purl.imsglobal.org/spec/lti/claim/lis";
/// Custom parameters (section 5.4.6).
pub const CUSTOM: &str = "https://purl.imsglobal.org/spec/lti/claim/custom";
/// Moodle's own additions.
pub const EXT: &str = "https://purl.imsglobal.org/spec/lti/claim/ext";
/// The LTI 1.1 way of returning a grade, which Moodle still announces.
pub const BASIC_OUTCOME: &str = "https://purl.imsglobal.org/spec/lti-bo/claim/basicoutcome";
/// Assignment and Grade Services.
pub const AGS_ENDPOINT: &str = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint";
/// Names and Role Provisioning Services.
pub const NRPS_SERVICE: &str = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice";
/// Settings of a deep linking request (Deep Linking 2.0).
pub const DEEP_LINKING_SETTINGS: &str = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings";
/// What the tool got in the settings and has to send back (Deep Linking 2.0, section 3.4.1).
pub const DEEP_LINKING_DATA: &str = "https://purl.imsglobal.org/spec/lti-dl/claim/data";
/// The chosen content of a deep linking response.
pub const CONTENT_ITEMS: &str = "https://purl.imsglobal.org/spec/lti-dl/claim/content_items";
/// What a deep linking response says to the person.
pub const DEEP_LINKING_MESSAGE: &str = "https://purl.imsglobal.org/spec/lti-dl/claim/msg";
/// What a deep linking response says to the person when something failed.
pub const DEEP_LINKING_ERROR: &str = "https://purl.imsglobal.org/spec/lti-dl/claim/errormsg";
/// Whom a submission review or a data privacy request is about (Submission Review 1.0, section 3.1).
pub const FOR_USER: &str = "https://purl.imsglobal.org/spec/lti/claim/for_user";
/// The tool's part of a dynamic registration (Dynamic Registration 1.0, section 3.3.1).
pub const TOOL_CONFIGURATION: &str = "https://purl.imsglobal.org/spec/lti-tool-configuration";

/// Reads and writes line items.
pub const SCOPE_LINE_ITEM: &str = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem";
/// Reads line items.
pub const SCOPE_LINE_ITEM_READONLY: &str = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly";
/// Reads results.
pub const SCOPE_RESULT_READONLY: &str = "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly";
/// Writes scores.
pub const SCOPE_SCORE: &str = "https://purl.imsglobal.org/spec/lti-ags/scope/score";
/// Reads the members of a course.
pub const SCOPE_MEMBERSHIP: &str =
    "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly";

/// A student of the course.
pub const ROLE_LEARNER: &str = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner";
/// A teacher of the course.
pub const ROLE_INSTRUCTOR: &str = "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor";
/// An administrator of the institution; Moodle sends it for site administrators.
pub const ROLE_INSTITUTION_ADMINISTRATOR: &str =
    "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator";
/// An administrator of the site.
pub const ROLE_SYSTEM_ADMINISTRATOR: &str =
    "http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator";

/// The message type of an activity that is opened.
pub const RESOURCE_LINK_REQUEST: &str = "LtiResourceLinkRequest";
/// The message type of a teacher who chooses content.
pub const DEEP_LINKING_REQUEST: &str = "LtiDeepLinkingRequest";
/// The message type of a teacher who looks at what a student handed in (Submission Review 1.0).
pub const SUBMISSION_REVIEW_REQUEST: &str = "LtiSubmissionReviewRequest";
/// The message type of somebody who asks what the tool keeps about a person (Data Privacy Launch 1.0).
pub const DATA_PRIVACY_REQUEST: &str = "LtiDataPrivacyLaunchRequest";
/// The message type of the tool's answer to a deep linking request (Deep Linking 2.0, section 3.3.2).
pub const DEEP_LINKING_RESPONSE: &str = "LtiDeepLinkingResponse";
