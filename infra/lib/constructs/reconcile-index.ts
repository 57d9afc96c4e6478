import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { type IndexProps, indexEnvironment } from './index-file.ts';
import { counted } from './monitoring.ts';
import { RustFunction, type Surroundings } from './rust-function.ts';

/**
 * Looks every night whether Moodle, the manifest and the index agree, and makes jobs of what does not: events that were lost,
 * files that failed, documents that nobody knows.
 */
export class ReconcileIndex extends RustFunction {
  constructor(scope: Construct, id: string, surroundings: Surroundings, props: IndexProps) {
    const name = 'reconcile-index';
    super(scope, id, surroundings, {
      name,
      description: 'Looks every night whether the index is what Moodle shows',
      timeout: Duration.minutes(15),
      maxEventAge: Duration.hours(6),
      retryAttempts: 1,
      slow: Duration.minutes(12),
      environment: indexEnvironment(props),
    });
    new Rule(this, 'EveryNight', {
      ruleName: surroundings.names.function(name),
      description: 'Looks whether the index is what Moodle shows',
      // Times are UTC. Most of the night of Europe and of America is about this time.
      schedule: Schedule.cron({ hour: '2', minute: '30' }),
      targets: [new LambdaFunction(this.function, { retryAttempts: 1, maxEventAge: Duration.hours(6) })],
    });
    const { indexQueue, knowledgeBase, staging, tables, secrets } = props;
    indexQueue.grantSend(this.function);
    tables.grant('manifest', this.function, 'Query');
    tables.grantQuery('manifest', 'site', this.function);
    tables.grant('pending-jobs', this.function, 'UpdateItem');
    secrets.grantRead('moodle-tokens', this.function);
    knowledgeBase.grantTidy(this.function);
    staging.grantDelete(this.function);
    const { monitoring, names } = surroundings;
    const missed = counted(names.stack, 'SitesNotReconciled');
    monitoring.watchUntilNextNight(
      'reconcile-failed-sites',
      missed,
      'The nightly round could not look through a Moodle site.',
    );
    monitoring.show('Index: sites not looked through at night', [missed]);
  }
}
