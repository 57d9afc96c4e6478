import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Context } from '../context.ts';
import { TABLES, type TableName, type TableShape } from '../names.ts';

export type TableAction = 'GetItem' | 'BatchGetItem' | 'PutItem' | 'UpdateItem' | 'Query' | 'Scan';

/** What an operator has entered and cannot be made again from anywhere else. */
const ENTERED: readonly TableName[] = ['registrations', 'sites'];

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

  /** Allows these calls on this table and no others. */
  grant(name: TableName, grantee: IGrantable, ...actions: readonly TableAction[]): void {
    this.tables[name].grant(grantee, ...actions.map((action) => `dynamodb:${action}`));
  }

  all(): readonly Table[] {
    return Object.values(this.tables);
  }

  private table(name: TableName, tableName: string, shape: TableShape): Table {
    const recovered = ENTERED.includes(name);
    const key = (attribute: string) => ({ name: attribute, type: AttributeType.STRING });
    const table = new Table(this, name, {
      tableName,
      partitionKey: key(shape.partitionKey),
      sortKey: shape.sortKey ? key(shape.sortKey) : undefined,
      timeToLiveAttribute: shape.expires,
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: recovered },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    if (!recovered) {
      Validations.of(table).acknowledge({
        id: 'AwsSolutions-DDB3',
        reason:
          'Every row expires and is made again by use or by the operator: claims, sessions, allowances, caches and invites. Restoring an older state would even bring one-time claims and used invites back to life.',
      });
    }
    return table;
  }
}
