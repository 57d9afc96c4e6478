//! Takes events of Moodle sites as EventBridge does: the operation `PutEvents` in AWS JSON 1.1, signed with the key of a
//! connection code (AWS Signature Version 4).

mod signature;
