use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use super::*;
use crate::jwk::KeySet;
use crate::jws::UnverifiedToken;
use crate::launch::tests::recorded;
use crate::services::ActivityProgress;
use crate::token::tests::Counting;
use crate::tool_key::key_set;
use crate::tool_key::tests::key;

const NOW: UnixTime = UnixTime(1_795_298_730);

fn launch() -> Launch {
    recorded("deep-linking-teacher").accept()
}

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn sign(response: &DeepLinkingResponse, launch: &Launch) -> Result<SignedResponse, DeepLinkingError> {
    response.sign(launch, key(), NOW, &Counting::default())
}

/// The claims of a response, without looking at the signature.
fn claims(jwt: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(jwt.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

fn accepted(response: &DeepLinkingResponse, launch: &Launch) -> Value {
    claims(&sign(response, launch).unwrap().jwt)
}

/// What the tool of the recording sent to the same Moodle, which took it.
fn recorded_answer(name: &str) -> Value {
    let path = format!("{}/tests/fixtures/moodle-5.1/services/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let exchange: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assert_eq!(exchange["response"]["status"], 200);
    claims(exchange["request"]["body"]["JWT"].as_str().unwrap())
}

fn picked() -> ContentItem {
    ContentItem::ResourceLink(ResourceLinkItem {
        url: Some(url("https://tool.localtest:9443/launch?x=1")),
        title: Some("Picked".into()),
        text: Some("intro".into()),
        custom: [("a".to_owned(), "b".to_owned())].into(),
        line_item: Some(ItemLineItem {
            score_maximum: 5.0,
            label: None,
            resource_id: Some("res".into()),
            tag: Some("q".into()),
            grades_released: None,
            submission_review: None,
        }),
        ..ResourceLinkItem::default()
    })
}

fn second() -> ContentItem {
    ContentItem::ResourceLink(ResourceLinkItem {
        url: Some(url("https://tool.localtest:9443/launch?x=2")),
        title: Some("Second".into()),
        ..ResourceLinkItem::default()
    })
}

#[test]
fn what_moodle_asks_for_is_read() {
    let settings = launch().deep_linking.unwrap();
    assert!(
        settings
            .return_url
            .as_str()
            .starts_with("https://moodle.localtest:8443/mod/lti/contentitem_return.php")
    );
    assert!(settings.accepts("ltiResourceLink") && !settings.accepts("html"));
    assert!(settings.accept_multiple && !settings.auto_create);
    assert_eq!((settings.accept_lineitem, settings.data), (None, None));
    assert_eq!(settings.accept_presentation_document_targets.len(), 3);
    assert_eq!((settings.title.as_deref(), settings.text.as_deref()), (Some("Week 1"), Some("x")));
}

#[test]
fn attack_37_the_answer_is_what_moodle_took_from_the_recorded_tool() {
    for (name, response) in [
        ("deep-linking-return-one-item", DeepLinkingResponse::new([picked()])),
        ("deep-linking-return-two-items", DeepLinkingResponse::new([picked(), second()])),
        ("deep-linking-return-errormsg", DeepLinkingResponse::cancelled().error_message("tool says no")),
    ] {
        let (mut sent, mut expected) = (accepted(&response, &launch()), recorded_answer(name));
        for claims in [&mut sent, &mut expected] {
            for own in ["iat", "exp", "nonce"] {
                assert!(!claims[own].take().is_null(), "{name}: {own}");
            }
            // 5 and 5.0 are the same number in JSON.
            let maximum = claims.pointer_mut(
                "/https:~1~1purl.imsglobal.org~1spec~1lti-dl~1claim~1content_items/0/lineItem/scoreMaximum",
            );
            if let Some(maximum) = maximum {
                *maximum = json!(maximum.as_f64());
            }
        }
        assert_eq!(sent, expected, "{name}");
    }
}

#[test]
fn attack_37_the_answer_is_signed_for_minutes_and_goes_where_the_launch_said() {
    let (launch, key) = (launch(), key());
    let entropy = Counting::default();
    let signed = DeepLinkingResponse::new([picked()]).sign(&launch, key, NOW, &entropy).unwrap();
    assert_eq!(signed.return_url, launch.deep_linking.as_ref().unwrap().return_url);
    let keys = KeySet::parse(key_set([key]).to_string().as_bytes()).unwrap();
    let payload = UnverifiedToken::parse(&signed.jwt).unwrap().payload(&keys).unwrap();
    let claims: Value = serde_json::from_slice(&payload).unwrap();
    assert_eq!(claims["iat"], NOW.0 - 5);
    assert_eq!(claims["exp"], NOW.0 + 295);
    let another = DeepLinkingResponse::new([picked()]).sign(&launch, key, NOW, &entropy).unwrap();
    assert_ne!(claims["nonce"], self::claims(&another.jwt)["nonce"]);
    assert!(!format!("{signed:?}").contains("sesskey"));
}

#[test]
fn attack_37_a_launch_that_asked_for_nothing_gets_no_answer() {
    let refused = sign(&DeepLinkingResponse::new([picked()]), &recorded("teacher").accept());
    assert!(matches!(refused, Err(DeepLinkingError::NotADeepLinkingLaunch)));
}

#[test]
fn a_choice_of_nothing_is_sent_as_an_empty_list() {
    for cancelled in [DeepLinkingResponse::cancelled(), DeepLinkingResponse::new([])] {
        let claims = accepted(&cancelled, &launch());
        assert_eq!(claims["https://purl.imsglobal.org/spec/lti-dl/claim/content_items"], json!([]));
    }
}

#[test]
fn the_platforms_data_comes_back_as_it_was_and_messages_go_along() {
    let response = DeepLinkingResponse::cancelled().message("m").log("l").error_message("em").error_log("el");
    let mut launch = launch();
    let claim = |claims: &Value, name: &str| {
        claims[format!("https://purl.imsglobal.org/spec/lti-dl/claim/{name}")].clone()
    };
    for data in [json!("csrf <&> ü"), json!({"odd": [1, null]})] {
        launch.deep_linking.as_mut().unwrap().data = Some(data.clone());
        let claims = accepted(&response, &launch);
        assert_eq!(claim(&claims, "data"), data);
        for (name, text) in [("msg", "m"), ("log", "l"), ("errormsg", "em"), ("errorlog", "el")] {
            assert_eq!(claim(&claims, name), text);
        }
    }
    let bare = accepted(&DeepLinkingResponse::cancelled(), &self::launch());
    assert!(["data", "msg", "log", "errormsg", "errorlog"].iter().all(|name| claim(&bare, name).is_null()));
}

#[test]
fn what_the_platform_does_not_accept_is_not_signed() {
    let html = ContentItem::Html(Html { html: "<b>x</b>".into(), ..Html::default() });
    let refused = sign(&DeepLinkingResponse::new([html]), &launch());
    assert!(matches!(refused, Err(DeepLinkingError::TypeNotAccepted("html"))));

    let mut one = launch();
    one.deep_linking.as_mut().unwrap().accept_multiple = false;
    let refused = sign(&DeepLinkingResponse::new([picked(), second()]), &one);
    assert!(matches!(refused, Err(DeepLinkingError::OneItemOnly { given: 2 })));
    assert!(sign(&DeepLinkingResponse::new([picked()]), &one).is_ok());

    let mut no_columns = launch();
    no_columns.deep_linking.as_mut().unwrap().accept_lineitem = Some(false);
    let refused = sign(&DeepLinkingResponse::new([picked()]), &no_columns);
    assert!(matches!(refused, Err(DeepLinkingError::LineItemNotAccepted)));
    assert!(sign(&DeepLinkingResponse::new([second()]), &no_columns).is_ok());
}

#[test]
fn a_column_without_points_is_not_signed() {
    for score_maximum in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let mut item = picked();
        let ContentItem::ResourceLink(ResourceLinkItem { line_item: Some(line_item), .. }) = &mut item else {
            unreachable!()
        };
        line_item.score_maximum = score_maximum;
        let refused = sign(&DeepLinkingResponse::new([item]), &launch());
        assert!(matches!(refused, Err(DeepLinkingError::ScoreMaximum)), "{score_maximum}");
    }
}

#[test]
fn every_type_of_content_is_written_as_the_specification_names_it() {
    let picture = LinkedImage { url: url("https://tool.example/i.png"), width: Some(50), height: Some(60) };
    let rich = ContentItem::ResourceLink(ResourceLinkItem {
        icon: Some(picture.clone()),
        thumbnail: Some(picture.clone()),
        available: Some(TimeSpan { start_date_time: Some(UnixTime(0)), end_date_time: None }),
        submission: Some(TimeSpan { start_date_time: None, end_date_time: Some(UnixTime(60)) }),
        iframe: Some(Iframe { width: Some(1), height: Some(2), src: None }),
        window: Some(Window {
            target_name: Some("w".into()),
            window_features: Some("a=b".into()),
            ..Window::default()
        }),
        ..ResourceLinkItem::default()
    });
    let image = json!({"url": "https://tool.example/i.png", "width": 50, "height": 60});
    assert_eq!(
        serde_json::to_value(rich).unwrap(),
        json!({"type": "ltiResourceLink", "icon": image, "thumbnail": image,
            "available": {"startDateTime": "1970-01-01T00:00:00.000Z"},
            "submission": {"endDateTime": "1970-01-01T00:01:00.000Z"},
            "iframe": {"width": 1, "height": 2}, "window": {"targetName": "w", "windowFeatures": "a=b"}})
    );
    let link = ContentItem::Link(Link {
        embed: Some("<p>x</p>".into()),
        iframe: Some(Iframe { src: Some(url("https://a.example/f")), ..Iframe::default() }),
        ..Link::to(url("https://a.example/"))
    });
    assert_eq!(
        serde_json::to_value(link).unwrap(),
        json!({"type": "link", "url": "https://a.example/", "embed": {"html": "<p>x</p>"},
            "iframe": {"src": "https://a.example/f"}})
    );
    let file =
        ContentItem::File(File { expires_at: Some(UnixTime(0)), ..File::at(url("https://a.example/x.pdf")) });
    assert_eq!(
        serde_json::to_value(file).unwrap(),
        json!({"type": "file", "url": "https://a.example/x.pdf", "expiresAt": "1970-01-01T00:00:00.000Z"})
    );
    let html = ContentItem::Html(Html { html: "<b>x</b>".into(), title: Some("t".into()), text: None });
    assert_eq!(
        serde_json::to_value(html).unwrap(),
        json!({"type": "html", "html": "<b>x</b>", "title": "t"})
    );
    let image = ContentItem::Image(Image { width: Some(3), ..Image::at(url("https://a.example/i.png")) });
    assert_eq!(
        serde_json::to_value(image).unwrap(),
        json!({"type": "image", "url": "https://a.example/i.png", "width": 3})
    );
}

#[test]
fn a_column_says_that_submissions_can_be_reviewed_and_since_when() {
    let column = |submission_review| ItemLineItem {
        score_maximum: 5.0,
        label: None,
        resource_id: None,
        tag: None,
        grades_released: None,
        submission_review,
    };
    let bare = SubmissionReview {
        reviewable_status: vec![ActivityProgress::Submitted, ActivityProgress::Completed],
        ..SubmissionReview::default()
    };
    let full = SubmissionReview {
        label: Some("Look".into()),
        url: Some(url("https://tool.example/review")),
        custom: [("a".to_owned(), "b".to_owned())].into(),
        ..bare.clone()
    };
    let status = json!(["Submitted", "Completed"]);
    for (review, expected) in [
        (None, json!({"scoreMaximum": 5.0})),
        (Some(bare), json!({"scoreMaximum": 5.0, "submissionReview": {"reviewableStatus": status}})),
        (
            Some(full),
            json!({"scoreMaximum": 5.0, "submissionReview": {"reviewableStatus": status, "label": "Look",
                "url": "https://tool.example/review", "custom": {"a": "b"}}}),
        ),
    ] {
        assert_eq!(serde_json::to_value(column(review)).unwrap(), expected);
    }
}

#[test]
fn settings_that_say_little_allow_little() {
    let raw: RawDeepLinkingSettings = serde_json::from_value(json!({
        "deep_link_return_url": "http://lms.example/return", "accept_multiple": "yes", "data": null, "title": ""
    }))
    .unwrap();
    let settings = DeepLinkingSettings::read(raw).unwrap();
    assert!(settings.accepts("ltiResourceLink") && settings.accept_types.len() == 1);
    assert!(!settings.accept_multiple);
    assert_eq!((settings.accept_lineitem, settings.data, settings.title), (None, None, None));
}
