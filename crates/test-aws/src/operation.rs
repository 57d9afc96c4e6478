//! Which operation a request asks for.

use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::request::Parts;
use http::{HeaderMap, Method};
use serde::Serialize;
use serde_json::Value;

/// An AWS operation that somebody asked for, whether it was carried out or not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Operation {
    /// The name that the client gave as its application (`AppName` in the SDK's configuration), or nothing.
    pub application: String,
    /// The access key that signed the request: the emulator takes one of 12 digits for the account.
    pub account: String,
    /// The service, as it is named in signatures: `dynamodb`, `secretsmanager`, `ssm`, `bedrock`.
    pub service: String,
    /// The operation: `PutItem`, `ConverseStream`. For REST services whose operations are not known here, the method
    /// and the path: `GET /bucket/key`.
    pub name: String,
    /// What `TransactWriteItems`, `TransactGetItems` and `BatchWriteItem` hold, in their order: `Put`, `Update`,
    /// `Delete`, `ConditionCheck`, `Get`. IAM asks for a permission for each of these.
    pub items: Vec<String>,
}

impl Operation {
    /// Reads what a request says about itself. `None` for what is no AWS operation: a request without signature and
    /// target, such as a browser's to an API that the emulator serves.
    pub(crate) fn of(head: &Parts, body: &[u8]) -> Option<Self> {
        let (account, signed_for) = signature(&head.headers).unwrap_or_default();
        let target = text(&head.headers, "x-amz-target").and_then(|target| target.split_once('.'));
        let service = match (signed_for, target) {
            ("", None) => return None,
            ("", Some((prefix, _))) => prefix.split('_').next().unwrap_or_default().to_ascii_lowercase(),
            (service, _) => service.to_owned(),
        };
        let name = match target {
            Some((_, name)) => name.to_owned(),
            None => action(head, body)
                .or_else(|| rest(&service, head))
                .unwrap_or_else(|| format!("{} {}", head.method, head.uri.path())),
        };
        let items = if service == "dynamodb" { items(&name, body) } else { Vec::new() };
        let application = application(&head.headers).to_owned();
        Some(Self { application, account: account.to_owned(), service, name, items })
    }

    /// Whether the operation is known by the body of its request. Other bodies may be large, and are passed on as they
    /// come.
    pub(crate) fn is_told_by_body(headers: &HeaderMap) -> bool {
        headers.contains_key("x-amz-target") || is_form(headers)
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The access key and the service of a request signed with AWS Signature Version 4:
/// `AWS4-HMAC-SHA256 Credential=KEY/DATE/REGION/SERVICE/aws4_request, …`.
fn signature(headers: &HeaderMap) -> Option<(&str, &str)> {
    let credential = text(headers, AUTHORIZATION.as_str())?.split_once("Credential=")?.1.split(',').next()?;
    let mut scope = credential.rsplitn(5, '/');
    let service = scope.nth(1)?;
    Some((scope.nth(2)?, service))
}

/// The SDKs write `app/NAME` among the words of the user agent.
fn application(headers: &HeaderMap) -> &str {
    let words = ["x-amz-user-agent", "user-agent"].into_iter().filter_map(|name| text(headers, name));
    words.flat_map(str::split_whitespace).find_map(|word| word.strip_prefix("app/")).unwrap_or_default()
}

fn is_form(headers: &HeaderMap) -> bool {
    text(headers, CONTENT_TYPE.as_str())
        .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
}

/// The `Action` of the services that take forms: `CloudFormation`, IAM, STS.
fn action(head: &Parts, body: &[u8]) -> Option<String> {
    if !is_form(&head.headers) {
        return None;
    }
    form_urlencoded::parse(body).find_map(|(name, value)| (name == "Action").then(|| value.into_owned()))
}

/// The operations of REST services that are told by method and path.
fn rest(service: &str, head: &Parts) -> Option<String> {
    let path = head.uri.path();
    let name = match (service, &head.method, path.rsplit('/').next()?) {
        ("bedrock", &Method::POST, "converse") => "Converse",
        ("bedrock", &Method::POST, "converse-stream") => "ConverseStream",
        ("bedrock", &Method::POST, "invoke") => "InvokeModel",
        ("bedrock", &Method::POST, "invoke-with-response-stream") => "InvokeModelWithResponseStream",
        // Smithy's RPC protocol: `/service/NAME/operation/NAME`.
        (_, &Method::POST, name) if path.starts_with("/service/") && path.contains("/operation/") => name,
        _ => return None,
    };
    Some(name.to_owned())
}

fn items(operation: &str, body: &[u8]) -> Vec<String> {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let lists: Vec<&Vec<Value>> = match operation {
        "TransactWriteItems" | "TransactGetItems" => body["TransactItems"].as_array().into_iter().collect(),
        "BatchWriteItem" => {
            let tables = body["RequestItems"].as_object().into_iter();
            tables.flat_map(serde_json::Map::values).filter_map(Value::as_array).collect()
        }
        _ => return Vec::new(),
    };
    let kinds = lists.into_iter().flatten().filter_map(|item| item.as_object()?.keys().next());
    kinds.map(|kind| kind.strip_suffix("Request").unwrap_or(kind).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    const SIGNATURE: &str = "AWS4-HMAC-SHA256 Credential=123456789012/20261125/eu-central-1/SERVICE/aws4_request, \
                             SignedHeaders=host, Signature=ab";

    fn operation(service: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Option<Operation> {
        let mut request = Request::post(path);
        if !service.is_empty() {
            request = request.header("authorization", SIGNATURE.replace("SERVICE", service));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Operation::of(&request.body(()).unwrap().into_parts().0, body.as_bytes())
    }

    #[test]
    fn a_request_tells_its_service_operation_application_and_account() {
        let headers = [
            ("x-amz-target", "DynamoDB_20120810.GetItem"),
            ("user-agent", "aws-sdk-rust/1 os/linux app/translate"),
        ];
        let expected = Operation {
            application: "translate".into(),
            account: "123456789012".into(),
            service: "dynamodb".into(),
            name: "GetItem".into(),
            items: vec![],
        };
        assert_eq!(operation("dynamodb", "/", &headers, "{}"), Some(expected));
    }

    #[test]
    fn operations_without_a_target_are_told_by_their_form_or_their_path() {
        let form = [("content-type", "application/x-www-form-urlencoded; charset=utf-8")];
        for (service, path, headers, body, name) in [
            ("cloudformation", "/", &form[..], "Version=1&Action=CreateStack", "CreateStack"),
            ("bedrock", "/model/a%3A0/converse-stream", &[], "", "ConverseStream"),
            ("bedrock", "/model/a%3A0/converse", &[], "", "Converse"),
            ("monitoring", "/service/GraniteService/operation/PutMetricData", &[], "", "PutMetricData"),
            ("s3", "/bucket/converse", &[], "", "POST /bucket/converse"),
        ] {
            assert_eq!(operation(service, path, headers, body).unwrap().name, name);
        }
    }

    #[test]
    fn what_a_transaction_or_a_batch_holds_is_told() {
        let of = |name: &str, body: &str| {
            let target = format!("DynamoDB_20120810.{name}");
            operation("dynamodb", "/", &[("x-amz-target", &target)], body).unwrap().items
        };
        let transaction =
            r#"{"TransactItems":[{"ConditionCheck":{}},{"Put":{}},{"Update":{}},{"Delete":{}}]}"#;
        assert_eq!(of("TransactWriteItems", transaction), ["ConditionCheck", "Put", "Update", "Delete"]);
        let batch = r#"{"RequestItems":{"t":[{"PutRequest":{}}],"u":[{"DeleteRequest":{}}]}}"#;
        assert_eq!(of("BatchWriteItem", batch), ["Put", "Delete"]);
        assert_eq!(of("PutItem", r#"{"Item":{}}"#), [""; 0]);
    }

    #[test]
    fn a_request_without_signature_and_target_is_no_operation() {
        assert_eq!(
            operation("", "/restapis/a/prod/_user_request_/app", &[("authorization", "Bearer x")], ""),
            None
        );
        let unsigned = operation("", "/", &[("x-amz-target", "DynamoDB_20120810.GetItem")], "{}");
        assert_eq!(unsigned.unwrap().service, "dynamodb");
    }
}
