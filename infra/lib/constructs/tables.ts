import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  type GlobalSecondaryIndexProps,
  ProjectionType,
  Table,
} from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Context } from '../context.ts';
import { type IndexName, type IndexShape, TABLES, type TableName, type TableShape } from '../names.ts';

export type TableAction =
  | 'GetItem'
  | 'BatchGetItem'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'Query'
  | 'Scan';

/** What people have entered and cannot be made again from anywhere else. */
const ENTERED: readonly TableName[] = ['registrations', 'sites', 'readings', 'completions'];

/** The product's tables: on demand, encrypted with keys that AWS owns. */
export class Tables extends Construct {
  private readonly tables: Readonly<Record<TableName, Table>>;

  constructor(scope: Construct, id: string, { names }: Context) {
    super(scope, id);
    const make = ([name, shape]: [string, TableShape]) => [
      name,
      this.table(name as TableName, names.table(name as TableName), shape),
    ];
    this.tables = Object.fromEntries(Object.entries(TABLES).map(make));
  }

  /** Allows these calls on this table and no others. CDK's own method would allow them on every index as well. */
  grant(name: TableName, grantee: IGrantable, ...actions: readonly TableAction[]): Grant {
    return this.allow(grantee, actions, this.tables[name].tableArn);
  }

  /** Allows queries of this index and nothing else. */
  grantQuery<T extends TableName>(name: T, index: IndexName<T>, grantee: IGrantable): Grant {
    return this.allow(grantee, ['Query'], `${this.tables[name].tableArn}/index/${index}`);
  }

  all(): readonly Table[] {
    return Object.values(this.tables);
  }

  private allow(grantee: IGrantable, actions: readonly TableAction[], resource: string): Grant {
    return Grant.addToPrincipal({
      grantee,
      actions: actions.map((action) => `dynamodb:${action}`),
      resourceArns: [resource],
    });
  }

  private table(name: TableName, tableName: string, shape: TableShape): Table {
    const recovered = ENTERED.includes(name);
    const table = new Table(this, name, {
      tableName,
      partitionKey: text(shape.partitionKey),
      sortKey: shape.sortKey ? text(shape.sortKey) : undefined,
      timeToLiveAttribute: shape.expires,
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: recovered },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    for (const [index, indexShape] of Object.entries(shape.indexes ?? {})) {
      addIndex(table, index, indexShape);
    }
    if (!recovered) {
      Validations.of(table).acknowledge({
        id: 'AwsSolutions-DDB3',
        reason:
          'Every row is made again by use, by the operator or by the nightly look at Moodle: claims, sessions, allowances, caches, invites, open questions and what the index holds. Restoring an older state would even bring one-time claims and used invites back to life.',
      });
    }
    return table;
  }
}

function addIndex(
  table: Table,
  indexName: string,
  { partitionKey, sortNumber, projected }: IndexShape,
): void {
  table.addGlobalSecondaryIndex({
    indexName,
    partitionKey: text(partitionKey),
    sortKey: sortNumber ? { name: sortNumber, type: AttributeType.NUMBER } : undefined,
    ...projection(projected),
  });
}

function projection(
  projected: IndexShape['projected'],
): Pick<GlobalSecondaryIndexProps, 'projectionType' | 'nonKeyAttributes'> {
  if (!projected) {
    return { projectionType: ProjectionType.ALL };
  }
  return projected.length === 0
    ? { projectionType: ProjectionType.KEYS_ONLY }
    : { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...projected] };
}

function text(name: string): { readonly name: string; readonly type: AttributeType } {
  return { name, type: AttributeType.STRING };
}
