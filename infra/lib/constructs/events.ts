import { EventBus } from 'aws-cdk-lib/aws-events';
import { ManagedPolicy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Context } from '../context.ts';

/** The bus that Moodle puts its events onto, and the policy that allows just that. */
export class Events extends Construct {
  readonly bus: EventBus;
  readonly policy: ManagedPolicy;

  /** @param roleName an existing role that gets the policy; without one the operator attaches it */
  constructor(scope: Construct, id: string, { names }: Context, roleName?: string) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', { eventBusName: names.eventBus });
    this.policy = new ManagedPolicy(this, 'Policy', {
      managedPolicyName: names.eventsPolicy,
      description: `Put events onto the bus ${names.eventBus}`,
      statements: [new PolicyStatement({ actions: ['events:PutEvents'], resources: [this.bus.eventBusArn] })],
      roles: roleName ? [Role.fromRoleName(this, 'MoodleRole', roleName)] : [],
    });
  }
}
