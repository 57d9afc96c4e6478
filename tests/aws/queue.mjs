// A queue of the stack, looked at as a consumer does.

import { STACK } from "./deployment.mjs";

export class Queue {
  constructor(aws, name) {
    this.aws = aws;
    this.name = `${STACK}-${name}`;
  }

  async #ask(operation, body = {}) {
    const { QueueUrl } = await this.aws.json("sqs", "AmazonSQS.GetQueueUrl", { QueueName: this.name });
    return this.aws.json("sqs", `AmazonSQS.${operation}`, { QueueUrl, ...body });
  }

  /** Takes the messages that are due, for good. Gives what is in them, and for how many seconds nobody could take them. */
  async take() {
    const asked = { MaxNumberOfMessages: 10, AttributeNames: ["All"] };
    const { Messages = [] } = await this.#ask("ReceiveMessage", asked);
    for (const { ReceiptHandle } of Messages) await this.#ask("DeleteMessage", { ReceiptHandle });
    return Messages.map(({ Body, Attributes: { SentTimestamp, ApproximateFirstReceiveTimestamp } }) => ({
      ...JSON.parse(Body),
      waited: (ApproximateFirstReceiveTimestamp - SentTimestamp) / 1000,
    }));
  }
}
