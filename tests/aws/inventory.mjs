// What there is in the emulated account, kind by kind.

import { elements } from "./aws.mjs";

const json = (service, target, list, name, request) => async (aws) => {
  const found = (await aws.json(service, target, request))[list] ?? [];
  return found.map((one) => (typeof one === "string" ? one : one[name]));
};
const query = (service, action, name, fields) => async (aws) => elements(await aws.query(service, action, fields), name);
const rest = (service, path, read) => async (aws) => read(await aws.rest(service, "GET", path));
const cloudFront = (path, name) => rest("cloudfront", `/2020-05-31/${path}`, ({ text }) => elements(text, name));

/** How each kind is listed. All lists of a stack fit into one answer. */
const KINDS = {
  functions: rest("lambda", "/2015-03-31/functions/", ({ json }) => json.Functions.map((one) => one.FunctionName)),
  mappings: rest("lambda", "/2015-03-31/event-source-mappings/", ({ json }) =>
    json.EventSourceMappings.map((one) => one.UUID),
  ),
  tables: json("dynamodb", "DynamoDB_20120810.ListTables", "TableNames"),
  buckets: rest("s3", "/", ({ text }) => elements(text, "Name")),
  secrets: json("secretsmanager", "secretsmanager.ListSecrets", "SecretList", "Name"),
  parameters: json("ssm", "AmazonSSM.DescribeParameters", "Parameters", "Name"),
  logGroups: json("logs", "Logs_20140328.DescribeLogGroups", "logGroups", "logGroupName"),
  queues: json("sqs", "AmazonSQS.ListQueues", "QueueUrls"),
  topics: query("sns", "ListTopics", "TopicArn"),
  alarms: query("monitoring", "DescribeAlarms", "AlarmName"),
  dashboards: query("monitoring", "ListDashboards", "DashboardName"),
  apis: rest("apigateway", "/restapis", ({ json }) => (json.item ?? json._embedded?.item ?? []).map((one) => one.id)),
  distributions: cloudFront("distribution", "DomainName"),
  edgeFunctions: cloudFront("function", "Name"),
  headersPolicies: cloudFront("response-headers-policy?Type=custom", "Name"),
  originAccessControls: cloudFront("origin-access-control", "Name"),
  buses: json("events", "AWSEvents.ListEventBuses", "EventBuses", "Name"),
  rules: async (aws) => {
    const { EventBuses } = await aws.json("events", "AWSEvents.ListEventBuses");
    const of = ({ Name }) => json("events", "AWSEvents.ListRules", "Rules", "Name", { EventBusName: Name })(aws);
    return (await Promise.all(EventBuses.map(of))).flat();
  },
  roles: query("iam", "ListRoles", "RoleName"),
  policies: query("iam", "ListPolicies", "PolicyName", { Scope: "Local" }),
  stacks: async (aws) => {
    const xml = await aws.query("cloudformation", "ListStacks");
    const [names, states] = ["StackName", "StackStatus"].map((name) => elements(xml, name));
    return names.filter((_, index) => states[index] !== "DELETE_COMPLETE");
  },
};

/** Everything that is there: the names by their kinds. */
export async function everything(aws) {
  const lists = await Promise.all(Object.entries(KINDS).map(async ([kind, list]) => [kind, await list(aws)]));
  return Object.fromEntries(lists);
}

/** What is in `after` and was not in `before`: lines of kind and name. */
export function added(before, after) {
  return Object.entries(after).flatMap(([kind, names]) =>
    names.filter((name) => !before[kind].includes(name)).map((name) => `${kind} ${name}`),
  );
}
