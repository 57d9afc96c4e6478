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

  /** How many messages there are: those that wait until they are due, and those that anybody may take. */
  async depth() {
    const AttributeNames = ["ApproximateNumberOfMessagesDelayed", "ApproximateNumberOfMessages"];
    const { Attributes } = await this.#ask("GetQueueAttributes", { AttributeNames });
    const [delayed, due] = AttributeNames.map((name) => Number(Attributes[name]));
    return { delayed, due };
  }

  /** Takes the messages that are due, for good. Gives their bodies, which are JSON. */
  async take() {
    const { Messages = [] } = await this.#ask("ReceiveMessage", { MaxNumberOfMessages: 10 });
    for (const { ReceiptHandle } of Messages) await this.#ask("DeleteMessage", { ReceiptHandle });
    return Messages.map(({ Body }) => JSON.parse(Body));
  }
}
