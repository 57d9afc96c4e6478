//! Which operation a request asks for.

use std::collections::BTreeSet;

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
    /// What it acts on, by the name or ARN that the request gives: the tables of DynamoDB, or `TABLE/index/INDEX`, for
    /// which IAM asks in the table's place, a secret, a parameter, a model or a knowledge base of Bedrock, a queue, an event
    /// bus or a rule, a bucket of S3. Of what holds `items` there is one for each of them. Empty for other services.
    pub resources: Vec<String>,
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
        let (items, resources) = match service.as_str() {
            "dynamodb" => on_tables(&name, body),
            "bedrock" => (Vec::new(), model_or_knowledge_base(head).into_iter().collect()),
            "s3" => (Vec::new(), bucket(head).into_iter().collect()),
            "events" => (Vec::new(), buses(body)),
            _ => (Vec::new(), named(&service, body).into_iter().collect()),
        };
        let application = application(&head.headers).to_owned();
        Some(Self { application, account: account.to_owned(), service, name, items, resources })
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
        ("bedrock", &Method::PUT, "documents") => "IngestKnowledgeBaseDocuments",
        ("bedrock", &Method::POST, "documents") => "ListKnowledgeBaseDocuments",
        ("bedrock", &Method::POST, "getDocuments") => "GetKnowledgeBaseDocuments",
        ("bedrock", &Method::POST, "deleteDocuments") => "DeleteKnowledgeBaseDocuments",
        ("bedrock", &Method::POST, "retrieve") => "Retrieve",
        ("bedrock", &Method::POST, "invoke") => "InvokeModel",
        ("bedrock", &Method::POST, "invoke-with-response-stream") => "InvokeModelWithResponseStream",
        ("s3", &Method::PUT, key) if has_key(path, key) && is_plain(head.uri.query()) => "PutObject",
        ("s3", &Method::POST, _) if head.uri.query() == Some("delete") => "DeleteObjects",
        // Smithy's RPC protocol: `/service/NAME/operation/NAME`.
        (_, &Method::POST, name) if path.starts_with("/service/") && path.contains("/operation/") => name,
        _ => return None,
    };
    Some(name.to_owned())
}

/// Whether a path is that of an object, `/BUCKET/KEY`, and not of a bucket.
fn has_key(path: &str, last: &str) -> bool {
    !last.is_empty() && path.matches('/').count() > 1
}

/// Whether a request is about an object itself: other operations on it are told by the query.
fn is_plain(query: Option<&str>) -> bool {
    query.is_none_or(|query| query == "x-id=PutObject")
}

/// What a request to DynamoDB holds, and the tables that it is about.
fn on_tables(operation: &str, body: &[u8]) -> (Vec<String>, Vec<String>) {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let requests = || body["RequestItems"].as_object().into_iter().flatten();
    match operation {
        "TransactWriteItems" | "TransactGetItems" => {
            let items = body["TransactItems"].as_array().into_iter().flatten();
            let items = items.filter_map(|item| item.as_object()?.iter().next());
            items.map(|(kind, item)| (kind.clone(), table(item))).unzip()
        }
        "BatchWriteItem" => {
            let of_table = |(table, items): (&String, &Value)| {
                let items = items.as_array().into_iter().flatten();
                let kinds = items.filter_map(|item| item.as_object()?.keys().next());
                let kind = |kind: &String| kind.strip_suffix("Request").unwrap_or(kind).to_owned();
                kinds.map(|name| (kind(name), table.clone())).collect::<Vec<_>>()
            };
            requests().flat_map(of_table).unzip()
        }
        "BatchGetItem" => (Vec::new(), requests().map(|(table, _)| table.clone()).collect()),
        _ => (Vec::new(), vec![table_or_index(&body)]),
    }
}

fn table_or_index(request: &Value) -> String {
    match request["IndexName"].as_str() {
        Some(index) => format!("{}/index/{index}", table(request)),
        None => table(request),
    }
}

fn table(item: &Value) -> String {
    item["TableName"].as_str().unwrap_or_default().to_owned()
}

/// The secret, the parameter or the queue that a request names.
fn named(service: &str, body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let name = match service {
        "secretsmanager" => body["SecretId"].as_str(),
        "ssm" => body["Name"].as_str(),
        // The address ends with the queue's name.
        "sqs" => {
            body["QueueUrl"].as_str().and_then(|url| url.rsplit('/').next()).or(body["QueueName"].as_str())
        }
        _ => None,
    };
    name.map(str::to_owned)
}

/// The bus or rule that a request names; of `PutEvents` the buses that the entries are for, each once.
fn buses(body: &[u8]) -> Vec<String> {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    if let Some(name) = body["Name"].as_str() {
        return vec![name.to_owned()];
    }
    let entries = body["Entries"].as_array().into_iter().flatten();
    let named: BTreeSet<_> =
        entries.map(|entry| entry["EventBusName"].as_str().unwrap_or("default")).collect();
    named.into_iter().map(str::to_owned).collect()
}

/// The model of `/model/ID/OPERATION`, and the knowledge base of `/knowledgebases/ID/…`.
fn model_or_knowledge_base(head: &Parts) -> Option<String> {
    let path = head.uri.path();
    let named = path.strip_prefix("/model/").or_else(|| path.strip_prefix("/knowledgebases/"))?;
    Some(percent_encoding::percent_decode_str(named.split('/').next()?).decode_utf8_lossy().into_owned())
}

/// The bucket of `/BUCKET/KEY`, as clients of an address without names write it.
fn bucket(head: &Parts) -> Option<String> {
    head.uri.path().split('/').nth(1).filter(|name| !name.is_empty()).map(str::to_owned)
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
            resources: vec!["t".into()],
        };
        assert_eq!(operation("dynamodb", "/", &headers, r#"{"TableName":"t"}"#), Some(expected));
    }

    #[test]
    fn operations_without_a_target_are_told_by_their_form_or_their_path() {
        let form = [("content-type", "application/x-www-form-urlencoded; charset=utf-8")];
        for (service, path, headers, body, name) in [
            ("cloudformation", "/", &form[..], "Version=1&Action=CreateStack", "CreateStack"),
            ("bedrock", "/model/a%3A0/converse-stream", &[], "", "ConverseStream"),
            ("bedrock", "/model/a%3A0/converse", &[], "", "Converse"),
            ("bedrock", "/knowledgebases/A/retrieve", &[], "", "Retrieve"),
            (
                "bedrock",
                "/knowledgebases/A/datasources/B/documents/deleteDocuments",
                &[],
                "",
                "DeleteKnowledgeBaseDocuments",
            ),
            ("s3", "/bucket/?delete", &[], "", "DeleteObjects"),
            ("monitoring", "/service/GraniteService/operation/PutMetricData", &[], "", "PutMetricData"),
            ("s3", "/bucket/converse", &[], "", "POST /bucket/converse"),
        ] {
            assert_eq!(operation(service, path, headers, body).unwrap().name, name);
        }
    }

    #[test]
    fn what_a_transaction_or_a_batch_holds_is_told_with_its_tables() {
        let of = |name: &str, body: &str| {
            let target = format!("DynamoDB_20120810.{name}");
            let operation = operation("dynamodb", "/", &[("x-amz-target", &target)], body).unwrap();
            (operation.items.join(" "), operation.resources.join(" "))
        };
        let told = |items: &str, resources: &str| (items.to_owned(), resources.to_owned());
        let transaction = r#"{"TransactItems":[{"ConditionCheck":{"TableName":"t"}},{"Put":{"TableName":"u"}},
            {"Update":{"TableName":"t"}},{"Delete":{"TableName":"v"}}]}"#;
        assert_eq!(
            of("TransactWriteItems", transaction),
            told("ConditionCheck Put Update Delete", "t u t v")
        );
        let batch =
            r#"{"RequestItems":{"t":[{"PutRequest":{}},{"DeleteRequest":{}}],"u":[{"PutRequest":{}}]}}"#;
        assert_eq!(of("BatchWriteItem", batch), told("Put Delete Put", "t t u"));
        assert_eq!(of("BatchGetItem", r#"{"RequestItems":{"t":{"Keys":[]},"u":{}}}"#), told("", "t u"));
        assert_eq!(of("PutItem", r#"{"TableName":"t","Item":{}}"#), told("", "t"));
        assert_eq!(of("Query", r#"{"TableName":"t","IndexName":"i"}"#), told("", "t/index/i"));
    }

    #[test]
    fn a_secret_a_parameter_a_model_and_a_queue_are_told_by_the_name_that_the_request_gives() {
        for (service, path, target, body, resource) in [
            ("secretsmanager", "/", "secretsmanager.GetSecretValue", r#"{"SecretId":"s/key"}"#, "s/key"),
            ("ssm", "/", "AmazonSSM.GetParameter", r#"{"Name":"/lti/client-id"}"#, "/lti/client-id"),
            ("bedrock", "/model/eu.nova%3A0/converse-stream", "", "", "eu.nova:0"),
            ("bedrock", "/knowledgebases/KB/retrieve", "", "", "KB"),
            ("s3", "/bucket?delete", "", "", "bucket"),
            ("sqs", "/", "AmazonSQS.SendMessage", r#"{"QueueUrl":"http://a:1/2/s-index"}"#, "s-index"),
            ("sqs", "/", "AmazonSQS.GetQueueUrl", r#"{"QueueName":"s-index"}"#, "s-index"),
            ("sts", "/", "STS.GetCallerIdentity", "{}", ""),
        ] {
            let headers = [("x-amz-target", target)];
            let headers = if target.is_empty() { &[][..] } else { &headers[..] };
            assert_eq!(operation(service, path, headers, body).unwrap().resources.join(" "), resource);
        }
    }

    #[test]
    fn events_are_told_with_the_buses_that_they_are_for() {
        let headers = [("x-amz-target", "AWSEvents.PutEvents")];
        let of = |body: &str| operation("events", "/", &headers, body).unwrap().resources.join(" ");
        let entries = r#"{"Entries":[{"EventBusName":"b"},{"EventBusName":"a"},{"EventBusName":"b"}]}"#;
        assert_eq!(of(entries), "a b");
        assert_eq!(of(r#"{"Entries":[{"Source":"s"}]}"#), "default");
        assert_eq!(of("{}"), "");
        assert_eq!(of(r#"{"Name":"a"}"#), "a");
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
