import { DEFAULT_STACK, Names } from './names.ts';

interface Rule {
  /** The template's resource types that CloudFormation needs these actions for. */
  readonly types: readonly string[];
  readonly service: string;
  readonly actions: readonly string[];
  readonly resources: (names: Names) => readonly string[];
  readonly condition?: (names: Names) => object;
}

const own = (names: Names) => `${names.stack}-*`;
/** Each log group of the stack, with `suffix` behind its name. */
const logGroups = (names: Names, suffix: string) =>
  [
    own(names),
    `/aws/lambda/${own(names)}`,
    `/aws/apigateway/${names.stack}`,
    names.eventLog,
    `/aws/vendedlogs/bedrock/${names.stack}`,
  ].map((group) => `arn:aws:logs:*:*:log-group:${group}${suffix}`);
/** Some services have no resources that a policy could name before they are made, or none at all. */
const anywhere = () => ['*'];

/**
 * What CloudFormation needs to create, read, change and delete each type of resource in the template.
 * Reading is needed as well: CloudFormation reads back what it made.
 */
const RULES: readonly Rule[] = [
  {
    types: ['AWS::DynamoDB::Table'],
    service: 'dynamodb',
    actions: [
      ...['CreateTable', 'DescribeTable', 'UpdateTable', 'DeleteTable'],
      ...['DescribeTimeToLive', 'UpdateTimeToLive', 'DescribeContinuousBackups', 'UpdateContinuousBackups'],
      ...['DescribeContributorInsights', 'DescribeKinesisStreamingDestination', 'GetResourcePolicy'],
      ...['TagResource', 'UntagResource', 'ListTagsOfResource'],
    ],
    resources: (names) => [`arn:aws:dynamodb:*:*:table/${own(names)}`],
  },
  {
    types: ['AWS::SecretsManager::Secret'],
    service: 'secretsmanager',
    actions: [
      'CreateSecret',
      'DescribeSecret',
      'UpdateSecret',
      'DeleteSecret',
      'TagResource',
      'UntagResource',
    ],
    resources: (names) => [`arn:aws:secretsmanager:*:*:secret:${names.stack}/*`],
  },
  {
    types: ['AWS::SSM::Parameter'],
    service: 'ssm',
    actions: [
      ...['PutParameter', 'GetParameter', 'GetParameters', 'DeleteParameter'],
      ...['AddTagsToResource', 'RemoveTagsFromResource', 'ListTagsForResource'],
    ],
    resources: (names) =>
      [names.parameter('clientId'), names.parameter('redirectUri'), names.parameter('knowledgeBase')].map(
        (name) => `arn:aws:ssm:*:*:parameter${name}`,
      ),
  },
  {
    // Every template of CDK asks for the version of the bootstrap stack.
    types: [],
    service: 'ssm',
    actions: ['GetParameters'],
    resources: () => [`arn:aws:ssm:*:*:parameter/cdk-bootstrap/*`],
  },
  {
    types: ['AWS::Events::EventBus'],
    service: 'events',
    actions: [
      ...['CreateEventBus', 'DescribeEventBus', 'UpdateEventBus', 'DeleteEventBus'],
      ...['TagResource', 'UntagResource', 'ListTagsForResource'],
    ],
    resources: (names) => [`arn:aws:events:*:*:event-bus/${names.eventBus}`],
  },
  {
    types: ['AWS::Events::Rule'],
    service: 'events',
    actions: [
      ...['PutRule', 'DescribeRule', 'DeleteRule', 'PutTargets', 'RemoveTargets', 'ListTargetsByRule'],
      ...['TagResource', 'UntagResource', 'ListTagsForResource'],
    ],
    resources: (names) =>
      [own(names), `${names.eventBus}/${own(names)}`].map((rule) => `arn:aws:events:*:*:rule/${rule}`),
  },
  {
    // An archive is made of a bus, for which IAM asks as well.
    types: ['AWS::Events::Archive'],
    service: 'events',
    actions: ['CreateArchive', 'DescribeArchive', 'UpdateArchive', 'DeleteArchive'],
    resources: (names) => [
      `arn:aws:events:*:*:archive/${names.eventArchive}`,
      `arn:aws:events:*:*:event-bus/${names.eventBus}`,
    ],
  },
  {
    types: ['AWS::IAM::ManagedPolicy'],
    service: 'iam',
    actions: [
      ...['CreatePolicy', 'GetPolicy', 'DeletePolicy', 'ListEntitiesForPolicy', 'TagPolicy', 'UntagPolicy'],
      ...['CreatePolicyVersion', 'GetPolicyVersion', 'ListPolicyVersions', 'DeletePolicyVersion'],
    ],
    resources: (names) => [`arn:aws:iam::*:policy/${names.eventsPolicy}`],
  },
  {
    // Moodle's own role, whatever its name is, gets this policy and can get no other.
    types: ['AWS::IAM::ManagedPolicy'],
    service: 'iam',
    actions: ['AttachRolePolicy', 'DetachRolePolicy'],
    resources: () => ['arn:aws:iam::*:role/*'],
    condition: (names) => ({ ArnLike: { 'iam:PolicyARN': `arn:aws:iam::*:policy/${names.eventsPolicy}` } }),
  },
  {
    types: ['AWS::IAM::Role', 'AWS::IAM::Policy'],
    service: 'iam',
    actions: [
      ...['CreateRole', 'GetRole', 'UpdateRole', 'UpdateAssumeRolePolicy', 'DeleteRole'],
      ...['PutRolePolicy', 'GetRolePolicy', 'DeleteRolePolicy', 'ListRolePolicies'],
      ...['AttachRolePolicy', 'DetachRolePolicy', 'ListAttachedRolePolicies', 'TagRole', 'UntagRole'],
    ],
    resources: (names) => [`arn:aws:iam::*:role/${own(names)}`],
  },
  {
    // A role is given to those services only that the template gives one.
    types: ['AWS::IAM::Role'],
    service: 'iam',
    actions: ['PassRole'],
    resources: (names) => [`arn:aws:iam::*:role/${own(names)}`],
    condition: () => ({
      StringEquals: {
        'iam:PassedToService': ['lambda.amazonaws.com', 'apigateway.amazonaws.com', 'bedrock.amazonaws.com'],
      },
    }),
  },
  {
    types: [
      ...['AWS::Lambda::Function', 'AWS::Lambda::Permission', 'AWS::Lambda::EventInvokeConfig'],
      ...['Custom::CDKBucketDeployment', 'Custom::S3AutoDeleteObjects'],
    ],
    service: 'lambda',
    actions: [
      ...['CreateFunction', 'GetFunction', 'GetFunctionConfiguration', 'UpdateFunctionCode'],
      ...['UpdateFunctionConfiguration', 'DeleteFunction', 'InvokeFunction'],
      ...['GetFunctionCodeSigningConfig', 'GetRuntimeManagementConfig', 'GetFunctionRecursionConfig'],
      ...['AddPermission', 'RemovePermission', 'GetPolicy'],
      ...['PutFunctionEventInvokeConfig', 'GetFunctionEventInvokeConfig', 'UpdateFunctionEventInvokeConfig'],
      ...['DeleteFunctionEventInvokeConfig', 'TagResource', 'UntagResource', 'ListTags'],
    ],
    resources: (names) => [`arn:aws:lambda:*:*:function:${own(names)}`],
  },
  {
    // Mappings have no names. Those of other functions are out of reach.
    types: ['AWS::Lambda::EventSourceMapping'],
    service: 'lambda',
    actions: ['Create', 'Get', 'Update', 'Delete'].map((verb) => `${verb}EventSourceMapping`),
    resources: anywhere,
    condition: (names) => ({
      ArnLike: { 'lambda:FunctionArn': `arn:aws:lambda:*:*:function:${own(names)}` },
    }),
  },
  {
    types: ['AWS::Lambda::EventSourceMapping'],
    service: 'lambda',
    actions: ['TagResource', 'UntagResource', 'ListTags'],
    resources: () => ['arn:aws:lambda:*:*:event-source-mapping:*'],
  },
  {
    // CloudFormation names layers without the stack.
    types: ['AWS::Lambda::LayerVersion'],
    service: 'lambda',
    actions: ['PublishLayerVersion', 'GetLayerVersion', 'DeleteLayerVersion'],
    resources: () => [`arn:aws:lambda:*:*:layer:*`],
  },
  {
    types: ['AWS::Lambda::Function'],
    service: 's3',
    actions: ['GetObject'],
    resources: () => ['arn:aws:s3:::cdk-*-assets-*/*'],
  },
  {
    types: [
      ...[
        'RestApi',
        'Resource',
        'Method',
        'Authorizer',
        'GatewayResponse',
        'Deployment',
        'Stage',
        'Account',
      ].map((type) => `AWS::ApiGateway::${type}`),
    ],
    service: 'apigateway',
    actions: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    resources: () =>
      ['/restapis', '/restapis/*', '/account', '/tags/*'].map((path) => `arn:aws:apigateway:*::${path}`),
  },
  {
    types: [
      ...['Distribution', 'Function', 'OriginAccessControl', 'ResponseHeadersPolicy'].map(
        (type) => `AWS::CloudFront::${type}`,
      ),
    ],
    service: 'cloudfront',
    actions: [
      ...['CreateDistribution', 'GetDistribution', 'GetDistributionConfig', 'UpdateDistribution'],
      ...['DeleteDistribution', 'CreateFunction', 'DescribeFunction', 'GetFunction', 'PublishFunction'],
      ...['UpdateFunction', 'DeleteFunction', 'TagResource', 'UntagResource', 'ListTagsForResource'],
      ...['Create', 'Get', 'Update', 'Delete'].flatMap((verb) => [
        `${verb}OriginAccessControl`,
        `${verb}ResponseHeadersPolicy`,
      ]),
    ],
    resources: anywhere,
  },
  {
    types: ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy'],
    service: 's3',
    actions: [
      ...['CreateBucket', 'ListBucket', 'DeleteBucket', 'DeleteBucketPolicy'],
      ...['EncryptionConfiguration', 'LifecycleConfiguration'].flatMap((what) => [
        `Get${what}`,
        `Put${what}`,
      ]),
      ...['Acl', 'Logging', 'OwnershipControls', 'Policy', 'PublicAccessBlock', 'Tagging'].flatMap((what) => [
        `GetBucket${what}`,
        `PutBucket${what}`,
      ]),
    ],
    resources: (names) => [`arn:aws:s3:::${names.stack.toLowerCase()}-*`],
  },
  {
    types: ['AWS::SQS::Queue', 'AWS::SQS::QueuePolicy'],
    service: 'sqs',
    actions: [
      ...['CreateQueue', 'GetQueueUrl', 'GetQueueAttributes', 'SetQueueAttributes', 'DeleteQueue'],
      ...['TagQueue', 'UntagQueue', 'ListQueueTags'],
    ],
    resources: (names) => [`arn:aws:sqs:*:*:${own(names)}`],
  },
  {
    types: ['AWS::SNS::Topic', 'AWS::SNS::TopicPolicy', 'AWS::SNS::Subscription'],
    service: 'sns',
    actions: [
      ...[
        'CreateTopic',
        'GetTopicAttributes',
        'SetTopicAttributes',
        'DeleteTopic',
        'GetDataProtectionPolicy',
      ],
      ...['Subscribe', 'Unsubscribe', 'GetSubscriptionAttributes', 'ListSubscriptionsByTopic'],
      ...['TagResource', 'UntagResource', 'ListTagsForResource'],
    ],
    resources: (names) => [`arn:aws:sns:*:*:${own(names)}`],
  },
  {
    types: ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::Dashboard'],
    service: 'cloudwatch',
    actions: [
      ...[
        'PutMetricAlarm',
        'DescribeAlarms',
        'DeleteAlarms',
        'PutDashboard',
        'GetDashboard',
        'DeleteDashboards',
      ],
      ...['TagResource', 'UntagResource', 'ListTagsForResource'],
    ],
    resources: (names) => [
      `arn:aws:cloudwatch:*:*:alarm:${own(names)}`,
      `arn:aws:cloudwatch::*:dashboard/${names.stack}`,
    ],
  },
  {
    types: ['AWS::Logs::LogGroup', 'AWS::Logs::MetricFilter'],
    service: 'logs',
    actions: [
      ...['CreateLogGroup', 'DeleteLogGroup', 'PutRetentionPolicy', 'DeleteRetentionPolicy'],
      ...['PutMetricFilter', 'DescribeMetricFilters', 'DeleteMetricFilter', 'GetDataProtectionPolicy'],
      'DescribeIndexPolicies',
    ],
    resources: (names) => logGroups(names, ':*'),
  },
  {
    // AWS names the group itself as the resource for tags, and does not say what it asks for when a group is
    // made with tags, as CloudFormation makes them.
    types: ['AWS::Logs::LogGroup'],
    service: 'logs',
    actions: ['TagResource', 'UntagResource', 'ListTagsForResource'],
    resources: (names) => [...logGroups(names, ''), ...logGroups(names, ':*')],
  },
  {
    types: ['AWS::Logs::LogGroup'],
    service: 'logs',
    actions: ['DescribeLogGroups'],
    resources: anywhere,
  },
  {
    types: ['DeliverySource', 'DeliveryDestination', 'Delivery'].map((type) => `AWS::Logs::${type}`),
    service: 'logs',
    actions: [
      ...['DeliverySource', 'DeliveryDestination', 'DeliveryDestinationPolicy'].flatMap((what) =>
        ['Put', 'Get', 'Delete'].map((verb) => `${verb}${what}`),
      ),
      ...['Create', 'Get', 'Delete'].map((verb) => `${verb}Delivery`),
      ...['UpdateDeliveryConfiguration', 'TagResource', 'UntagResource', 'ListTagsForResource'],
    ],
    resources: (names) =>
      [`delivery-source:${own(names)}`, `delivery-destination:${own(names)}`, 'delivery:*'].map(
        (name) => `arn:aws:logs:*:*:${name}`,
      ),
  },
  {
    types: ['AWS::S3Vectors::VectorBucket', 'AWS::S3Vectors::Index'],
    service: 's3vectors',
    actions: [
      ...['VectorBucket', 'Index'].flatMap((what) =>
        ['Create', 'Get', 'Delete'].map((verb) => `${verb}${what}`),
      ),
      ...['ListIndexes', 'TagResource', 'UntagResource', 'ListTagsForResource'],
    ],
    resources: (names) =>
      ['', '/index/*'].map(
        (below) => `arn:aws:s3vectors:*:*:bucket/${names.stack.toLowerCase()}-vectors${below}`,
      ),
  },
  {
    types: ['AWS::Bedrock::KnowledgeBase'],
    service: 'bedrock',
    actions: ['CreateKnowledgeBase'],
    resources: anywhere,
  },
  {
    // AWS chooses their ids, so no policy can tell those of one stack from others before they are there.
    types: ['AWS::Bedrock::KnowledgeBase', 'AWS::Bedrock::DataSource', 'AWS::Logs::DeliverySource'],
    service: 'bedrock',
    actions: [
      ...['GetKnowledgeBase', 'UpdateKnowledgeBase', 'DeleteKnowledgeBase'],
      ...['Create', 'Get', 'Update', 'Delete'].map((verb) => `${verb}DataSource`),
      'AllowVendedLogDeliveryForResource',
      ...['TagResource', 'UntagResource', 'ListTagsForResource'],
    ],
    resources: () => ['arn:aws:bedrock:*:*:knowledge-base/*'],
  },
  {
    // Policies of CloudWatch Logs are the account's; they are no resources.
    types: ['AWS::Logs::ResourcePolicy'],
    service: 'logs',
    actions: ['PutResourcePolicy', 'DescribeResourcePolicies', 'DeleteResourcePolicy'],
    resources: anywhere,
  },
];

/** The resource types that the policy covers. */
export const COVERED_TYPES: ReadonlySet<string> = new Set(RULES.flatMap(({ types }) => types));

/** Functions, what answers browsers, and what events pass through; a managed policy has no room for all services. */
const WEB: readonly string[] = ['apigateway', 'cloudfront', 'lambda', 's3', 'events', 'sqs'];
/** What is kept, and found. */
const DATA: readonly string[] = ['bedrock', 's3vectors', 'dynamodb', 'secretsmanager', 'ssm'];

/** The files of the policies, which are attached together. */
export const FILES = {
  'deployment-least-privilege-policy.json': ({ service }: Rule) =>
    !WEB.includes(service) && !DATA.includes(service),
  'deployment-least-privilege-policy-web.json': ({ service }: Rule) => WEB.includes(service),
  'deployment-least-privilege-policy-data.json': ({ service }: Rule) => DATA.includes(service),
} as const;

export type PolicyFile = keyof typeof FILES;

/** What the role with which CloudFormation deploys needs for one stack, and nothing else. */
export function deploymentPolicy(file: PolicyFile, stack: string = DEFAULT_STACK): object {
  const names = new Names(stack);
  return {
    Version: '2012-10-17',
    Statement: RULES.filter(FILES[file]).map(({ service, actions, resources, condition }) => ({
      Effect: 'Allow',
      Action: actions.map((action) => `${service}:${action}`),
      Resource: resources(names),
      ...(condition ? { Condition: condition(names) } : {}),
    })),
  };
}
