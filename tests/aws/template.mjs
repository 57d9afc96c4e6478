// The template that was deployed, and what its references stand for.

import { readFile } from "node:fs/promises";
import { REGION } from "./aws.mjs";

export const ACCOUNT = "000000000000";

const PSEUDO = {
  "AWS::AccountId": ACCOUNT,
  "AWS::Partition": "aws",
  "AWS::Region": REGION,
  "AWS::URLSuffix": "amazonaws.com",
};

export class Template {
  /** `physical` has the physical ids by the logical ones. */
  constructor(json, physical) {
    this.resources = json.Resources;
    this.physical = physical;
  }

  static async read(file, physical) {
    return new Template(JSON.parse(await readFile(file, "utf8")), physical);
  }

  /** The resources of a type, as pairs of logical id and properties. There must be some. */
  ofType(type) {
    const found = Object.entries(this.resources).filter(([, resource]) => resource.Type === type);
    if (found.length === 0) throw new Error(`the template has no ${type}`);
    return found.map(([id, { Properties }]) => [id, Properties]);
  }

  properties(id) {
    return this.resources[id].Properties;
  }

  /** The logical id that a reference names. */
  static target(reference) {
    return reference.Ref ?? reference["Fn::GetAtt"]?.[0];
  }

  /** The text that a value stands for. */
  text(value) {
    if (typeof value === "string") return value;
    const [[intrinsic, given]] = Object.entries(value);
    switch (intrinsic) {
      case "Ref":
        return PSEUDO[given] ?? this.#physical(given);
      case "Fn::Join":
        return given[1].map((part) => this.text(part)).join(given[0]);
      case "Fn::GetAtt":
        return this.#attribute(...given);
      default:
        throw new Error(`the template has ${intrinsic}, which this cannot read`);
    }
  }

  #physical(id) {
    const found = this.physical.get(id);
    if (!found) throw new Error(`the stack has no resource ${id}`);
    return found;
  }

  #attribute(id, attribute) {
    const { Type } = this.resources[id];
    const physical = this.#physical(id);
    switch (`${Type} ${attribute}`) {
      case "AWS::S3::Bucket RegionalDomainName":
        return `${physical}.s3.${REGION}.amazonaws.com`;
      case "AWS::S3::Bucket Arn":
        return `arn:aws:s3:::${physical}`;
      case "AWS::DynamoDB::Table Arn":
        return `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${physical}`;
      case "AWS::Logs::LogGroup Arn":
        return `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${physical}:*`;
      case "AWS::Events::EventBus Arn":
        return `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/${physical}`;
      case "AWS::SQS::Queue Arn":
        return `arn:aws:sqs:${REGION}:${ACCOUNT}:${this.properties(id).QueueName}`;
      default:
        throw new Error(`the template asks for ${attribute} of a ${Type}, which this cannot tell`);
    }
  }
}
