//! Tells who calls on behalf of a Moodle site: web-service tokens and tokens that our plugins sign.
