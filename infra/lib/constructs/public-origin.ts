import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Duration, Validations } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Construct } from 'constructs';
import type { CustomDomain } from '../config.ts';
import type { Context } from '../context.ts';
import { type Api, STAGE } from './api.ts';
import type { Site } from './site.ts';

/** What goes to the API; all other paths are files. */
export const API_PATHS = ['/lti/*', '/api/*', '/v1/*', '/app', '/.well-known/*', '/healthz'] as const;

const YEAR = Duration.days(365);
const VIEWER_REQUEST = fileURLToPath(new URL('viewer-request.js', import.meta.url));

export interface PublicOriginProps {
  readonly api: Api;
  readonly site: Site;
  readonly customDomain?: CustomDomain;
}

/** The one host that browsers and platforms know. It changes no answer of the API, errors included. */
export class PublicOrigin extends Construct {
  /** `https://…` without a slash at the end. */
  readonly url: string;
  /** What a domain of one's own is pointed at. */
  readonly domainName: string;

  constructor(
    scope: Construct,
    id: string,
    { names }: Context,
    { api, site, customDomain }: PublicOriginProps,
  ) {
    super(scope, id);
    const viewerRequest = new EdgeFunction(this, 'ViewerRequest', {
      code: FunctionCode.fromInline(readFileSync(VIEWER_REQUEST, 'utf8')),
      runtime: FunctionRuntime.JS_2_0,
      comment: 'Leads to /app and /healthz, and tells the API which host the browser used',
    });
    const everywhere = {
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      functionAssociations: [{ function: viewerRequest, eventType: FunctionEventType.VIEWER_REQUEST }],
    };
    const toApi: BehaviorOptions = {
      ...everywhere,
      origin: new HttpOrigin(api.host, {
        originPath: `/${STAGE}`,
        protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
        originSslProtocols: [OriginSslPolicy.TLS_V1_2],
        readTimeout: Duration.seconds(60),
      }),
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      responseHeadersPolicy: this.apiHeaders(names.stack),
      compress: false,
    };
    const distribution = new Distribution(this, 'Distribution', {
      comment: names.stack,
      defaultBehavior: {
        ...everywhere,
        origin: S3BucketOrigin.withOriginAccessControl(site.bucket),
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        responseHeadersPolicy: this.fileHeaders(names.stack),
      },
      additionalBehaviors: Object.fromEntries(API_PATHS.map((path) => [path, toApi])),
      domainNames: customDomain ? [customDomain.name] : undefined,
      certificate: customDomain
        ? Certificate.fromCertificateArn(this, 'Certificate', customDomain.certificateArn)
        : undefined,
      minimumProtocolVersion: customDomain ? SecurityPolicyProtocol.TLS_V1_2_2021 : undefined,
      httpVersion: HttpVersion.HTTP2_AND_3,
    });
    this.acknowledge(distribution, customDomain);
    this.domainName = distribution.distributionDomainName;
    this.url = `https://${customDomain?.name ?? this.domainName}`;
  }

  /** Pages set their own content security policy, from the registrations: they are shown in frames. */
  private apiHeaders(stack: string): ResponseHeadersPolicy {
    return new ResponseHeadersPolicy(this, 'ApiHeaders', {
      responseHeadersPolicyName: `${stack}-api`,
      securityHeadersBehavior: {
        strictTransportSecurity: { accessControlMaxAge: YEAR, includeSubdomains: false, override: true },
        contentTypeOptions: { override: true },
      },
    });
  }

  private fileHeaders(stack: string): ResponseHeadersPolicy {
    return new ResponseHeadersPolicy(this, 'FileHeaders', {
      responseHeadersPolicyName: `${stack}-files`,
      securityHeadersBehavior: {
        strictTransportSecurity: { accessControlMaxAge: YEAR, includeSubdomains: false, override: true },
        contentTypeOptions: { override: true },
        // No file is a page: nothing may run or be framed when one is opened by itself.
        contentSecurityPolicy: {
          contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
          override: true,
        },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
      },
    });
  }

  private acknowledge(distribution: Distribution, customDomain?: CustomDomain): void {
    Validations.of(distribution).acknowledge(
      {
        id: 'AwsSolutions-CFR1',
        reason: 'Students launch the tool from wherever they are, so no country is shut out.',
      },
      {
        id: 'AwsSolutions-CFR3',
        reason:
          "CloudFront's log would keep queries, in which platforms name people, and addresses. The API's access log tells what happened without either.",
      },
      {
        id: 'AwsSolutions-CFR2',
        reason:
          'A web application firewall costs more than all the rest of the stack together; throttling, and allowances for people and sites, bound what a caller can do.',
      },
    );
    if (!customDomain) {
      Validations.of(distribution).acknowledge({
        id: 'AwsSolutions-CFR4',
        reason:
          "With CloudFront's own domain name and certificate the oldest TLS version cannot be chosen; a custom domain has TLS 1.2 or newer.",
      });
    }
  }
}
