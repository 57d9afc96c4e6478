// The consumer: a queue that a rule of the bus fills, read to its end.

export class Consumer {
  constructor(aws) {
    this.aws = aws;
  }

  #sqs(action, body) {
    return this.aws.json("sqs", `AmazonSQS.${action}`, body);
  }

  #events(action, body) {
    return this.aws.json("events", `AWSEvents.${action}`, body);
  }

  /** Makes the bus and, behind it, the queue. */
  async make(bus) {
    await this.#events("CreateEventBus", { Name: bus });
    this.queue = (await this.#sqs("CreateQueue", { QueueName: "consumer" })).QueueUrl;
    const { Attributes } = await this.#sqs("GetQueueAttributes", { QueueUrl: this.queue, AttributeNames: ["QueueArn"] });
    const EventPattern = JSON.stringify({ source: ["moodle.events"] });
    await this.#events("PutRule", { Name: "consumer", EventBusName: bus, EventPattern });
    const Targets = [{ Id: "queue", Arn: Attributes.QueueArn }];
    await this.#events("PutTargets", { Rule: "consumer", EventBusName: bus, Targets });
    return this;
  }

  /** What has come since the last time: the envelopes, as a rule's target gets them. */
  async receive() {
    const received = [];
    for (let empty = 0; empty < 3; ) {
      const asked = { QueueUrl: this.queue, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 };
      const { Messages = [] } = await this.#sqs("ReceiveMessage", asked);
      empty = Messages.length ? 0 : empty + 1;
      if (!Messages.length) continue;
      received.push(...Messages.map(({ Body }) => JSON.parse(Body)));
      const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      await this.#sqs("DeleteMessageBatch", { QueueUrl: this.queue, Entries });
    }
    return received;
  }
}
