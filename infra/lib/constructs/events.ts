import { Duration } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Grant, type IGrantable, ManagedPolicy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Context } from '../context.ts';
import { EVENT_SOURCE } from '../names.ts';

/** EventBridge answers as if it took an event for a bus that is not there. So who puts one first looks whether it is. */
const PUT = ['events:PutEvents', 'events:DescribeEventBus'];

export interface EventsProps {
  /** An existing role that gets the policy; without one the operator attaches it. */
  readonly roleName?: string;
  /** Whether events are kept, to be replayed. */
  readonly archive: boolean;
}

/** The bus that Moodle puts its events onto, its archive, and the policy that allows just putting. */
export class Events extends Construct {
  readonly bus: EventBus;
  readonly policy: ManagedPolicy;

  constructor(scope: Construct, id: string, { names, local }: Context, { roleName, archive }: EventsProps) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', { eventBusName: names.eventBus });
    // The emulator's CloudFormation does not know archives.
    if (archive && !local) {
      this.bus.archive('Archive', {
        archiveName: names.eventArchive,
        description: 'What Moodle sent within 90 days, to be replayed after a mistake',
        eventPattern: { source: [EVENT_SOURCE] },
        retention: Duration.days(90),
      });
    }
    this.policy = new ManagedPolicy(this, 'Policy', {
      managedPolicyName: names.eventsPolicy,
      description: `Put events onto the bus ${names.eventBus}`,
      statements: [new PolicyStatement({ actions: PUT, resources: [this.bus.eventBusArn] })],
      roles: roleName ? [Role.fromRoleName(this, 'MoodleRole', roleName)] : [],
    });
  }

  grantPut(grantee: IGrantable): Grant {
    return Grant.addToPrincipal({ grantee, actions: PUT, resourceArns: [this.bus.eventBusArn] });
  }
}
