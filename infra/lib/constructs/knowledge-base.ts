import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnDataSource, CfnKnowledgeBase } from 'aws-cdk-lib/aws-bedrock';
import {
  Grant,
  type IGrantable,
  PolicyDocument,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import {
  CfnDelivery,
  CfnDeliveryDestination,
  CfnDeliverySource,
  LogGroup,
  ResourcePolicy,
} from 'aws-cdk-lib/aws-logs';
import { CfnIndex, CfnVectorBucket } from 'aws-cdk-lib/aws-s3vectors';
import { Construct } from 'constructs';
import type { EmbeddingModel } from '../bedrock.ts';
import type { Context } from '../context.ts';
import { LOG_RETENTION } from './rust-function.ts';
import type { Staging } from './staging.ts';

/** What the emulator is asked about: it has no knowledge bases, but takes documents for any. */
const EMULATED = { knowledgeBaseId: 'EMULATED00', dataSourceId: 'EMULATED01' } as const;

/**
 * What is kept beside a vector and cannot be searched by. A vector has room for 2 KB that can (Amazon S3 User Guide, "Limitations
 * and restrictions" of S3 Vectors), which its text alone would exceed.
 */
const NOT_SEARCHED_BY = ['AMAZON_BEDROCK_TEXT', 'AMAZON_BEDROCK_METADATA', 'name'];

export interface KnowledgeBaseProps {
  readonly embedding: EmbeddingModel;
  readonly staging: Staging;
}

/**
 * What the assistant answers from: texts by their meaning, as vectors, which cost by the question and the gigabyte, and nothing
 * while nobody asks.
 *
 * A model makes vectors that no other can compare. So index and knowledge base bear its name, and another model makes others in
 * their place.
 */
export class KnowledgeBase extends Construct {
  readonly id: string;
  readonly dataSourceId: string;

  constructor(scope: Construct, id: string, context: Context, props: KnowledgeBaseProps) {
    super(scope, id);
    if (context.local) {
      this.id = EMULATED.knowledgeBaseId;
      this.dataSourceId = EMULATED.dataSourceId;
      return;
    }
    const { stack } = context.names;
    const { embedding } = props;
    const index = this.index(stack, embedding);
    const model = Stack.of(this).formatArn({
      service: 'bedrock',
      account: '',
      resource: 'foundation-model',
      resourceName: embedding.id,
    });
    const knowledgeBase = new CfnKnowledgeBase(this, 'Base', {
      name: `${stack}-${embedding.slug}`,
      description: 'Course files of the connected Moodle sites',
      roleArn: this.role(props.staging, model, index.attrIndexArn).roleArn,
      knowledgeBaseConfiguration: {
        type: 'VECTOR',
        // Without a word about vectors: not every model takes one, and each makes by itself those that its index is for.
        vectorKnowledgeBaseConfiguration: { embeddingModelArn: model },
      },
      storageConfiguration: {
        type: 'S3_VECTORS',
        s3VectorsConfiguration: { indexArn: index.attrIndexArn },
      },
    });
    const source = new CfnDataSource(this, 'Documents', {
      name: `${stack}-documents`,
      description: 'What the function index-file puts',
      knowledgeBaseId: knowledgeBase.attrKnowledgeBaseId,
      dataSourceConfiguration: { type: 'CUSTOM' },
      // The vectors go with their index. Deleting them one by one before would take a function of AWS that may fail, and
      // with it the end of the stack.
      dataDeletionPolicy: 'RETAIN',
      vectorIngestionConfiguration: {
        chunkingConfiguration: {
          chunkingStrategy: 'FIXED_SIZE',
          // Some paragraphs: crates/aws/src/knowledge_base/markers.rs has a place in each.
          fixedSizeChunkingConfiguration: { maxTokens: 300, overlapPercentage: 20 },
        },
      },
    });
    this.id = knowledgeBase.attrKnowledgeBaseId;
    this.dataSourceId = source.attrDataSourceId;
    this.logTo(stack, knowledgeBase);
  }

  /** Putting documents, looking how far they are, and removing them. */
  grantFill(grantee: IGrantable): Grant {
    return this.grant(
      grantee,
      'IngestKnowledgeBaseDocuments',
      'GetKnowledgeBaseDocuments',
      'DeleteKnowledgeBaseDocuments',
      // AWS starts a job for each call that changes documents, in the caller's name (Amazon Bedrock User Guide, "Prerequisites
      // for direct ingestion").
      'StartIngestionJob',
    );
  }

  /** Listing documents, and removing those that nobody knows. */
  grantTidy(grantee: IGrantable): Grant {
    return this.grant(
      grantee,
      'ListKnowledgeBaseDocuments',
      'DeleteKnowledgeBaseDocuments',
      'StartIngestionJob',
    );
  }

  /** Asking, and nothing else. */
  grantRetrieve(grantee: IGrantable): Grant {
    return this.grant(grantee, 'Retrieve');
  }

  private grant(grantee: IGrantable, ...actions: readonly string[]): Grant {
    return Grant.addToPrincipal({
      grantee,
      actions: actions.map((action) => `bedrock:${action}`),
      resourceArns: [
        Stack.of(this).formatArn({
          service: 'bedrock',
          resource: 'knowledge-base',
          resourceName: this.id,
        }),
      ],
    });
  }

  private index(stack: string, embedding: EmbeddingModel): CfnIndex {
    // Encrypted with S3's own keys where nothing is said.
    const bucket = new CfnVectorBucket(this, 'Vectors', {
      vectorBucketName: `${stack.toLowerCase()}-vectors`,
    });
    bucket.applyRemovalPolicy(RemovalPolicy.DESTROY);
    const index = new CfnIndex(this, 'Index', {
      vectorBucketArn: bucket.attrVectorBucketArn,
      indexName: embedding.slug,
      dataType: 'float32',
      dimension: embedding.dimensions,
      distanceMetric: 'cosine',
      metadataConfiguration: { nonFilterableMetadataKeys: NOT_SEARCHED_BY },
    });
    // A vector index goes with all that is in it.
    index.applyRemovalPolicy(RemovalPolicy.DESTROY);
    return index;
  }

  /**
   * The role has its policy within it: a policy of its own might come after the knowledge base, which AWS refuses to make when
   * its role may not do all that it needs.
   */
  private role(staging: Staging, model: string, index: string): Role {
    const stack = Stack.of(this);
    const role = new Role(this, 'Role', {
      description: 'What the knowledge base may do: make vectors, keep them, and read what is staged',
      assumedBy: new ServicePrincipal('bedrock.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': stack.account },
          ArnLike: {
            'aws:SourceArn': stack.formatArn({
              service: 'bedrock',
              resource: 'knowledge-base',
              resourceName: '*',
            }),
          },
        },
      }),
      inlinePolicies: {
        'knowledge-base': new PolicyDocument({
          statements: [
            new PolicyStatement({ actions: ['bedrock:InvokeModel'], resources: [model] }),
            new PolicyStatement({
              actions: ['GetIndex', 'PutVectors', 'GetVectors', 'QueryVectors', 'DeleteVectors'].map(
                (action) => `s3vectors:${action}`,
              ),
              resources: [index],
            }),
            new PolicyStatement({ actions: ['s3:ListBucket'], resources: [staging.bucket.bucketArn] }),
            new PolicyStatement({ actions: ['s3:GetObject'], resources: [staging.documents] }),
          ],
        }),
      },
    });
    staging.acknowledge(role);
    return role;
  }

  /** What became of each document, as the knowledge base tells it. */
  private logTo(stack: string, knowledgeBase: CfnKnowledgeBase): void {
    const { account, region, partition } = Stack.of(this);
    // Names that begin so share one policy of the account, whose size is bounded.
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: `/aws/vendedlogs/bedrock/${stack}`,
      retention: LOG_RETENTION,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const policy = new ResourcePolicy(this, 'LogPolicy', {
      resourcePolicyName: `${stack}-knowledge-base`,
      policyStatements: [
        new PolicyStatement({
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          principals: [new ServicePrincipal('delivery.logs.amazonaws.com')],
          resources: [logGroup.logGroupArn],
          conditions: {
            StringEquals: { 'aws:SourceAccount': account },
            ArnLike: { 'aws:SourceArn': `arn:${partition}:logs:${region}:${account}:*` },
          },
        }),
      ],
    });
    const name = `${stack}-knowledge-base`;
    const source = new CfnDeliverySource(this, 'LogSource', {
      name,
      logType: 'APPLICATION_LOGS',
      resourceArn: knowledgeBase.attrKnowledgeBaseArn,
    });
    const destination = new CfnDeliveryDestination(this, 'LogDestination', {
      name,
      destinationResourceArn: logGroup.logGroupArn,
    });
    const delivery = new CfnDelivery(this, 'LogDelivery', {
      deliverySourceName: source.name,
      deliveryDestinationArn: destination.attrArn,
    });
    delivery.addResourceDependency(source);
    delivery.node.addDependency(policy);
  }
}
