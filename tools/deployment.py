"""Bring the product to AWS, or to an emulator at AWS_ENDPOINT_URL, and take it away again.

`python3 tools/deployment.py STEP [arguments for cdk]`; the steps are bootstrap, synth, deploy, sync
and destroy. STACK_NAME names the stack; POLICY_ARN the policies that deployments have, see
README.md.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import cloud
import lambdas
import node
import setup
import system
from cloud import Cloud
from environments import AWS
from project import ROOT, Problem, main, run, say

TEMPLATES = node.INFRA / "cdk.out"


def bootstrap(arguments: list[str]) -> None:
    """Once for an account and region: CDK's place for files, and the roles that it deploys with."""
    target = cloud.current()
    policies = os.environ.get("POLICY_ARN")
    if policies:
        arguments = ["--cloudformation-execution-policies", policies, *arguments]
    elif not target.endpoint:
        say("POLICY_ARN is not set: deployments get CDK's default, AdministratorAccess")
    if target.endpoint:
        region = target.environment(os.environ)["AWS_REGION"]
        arguments = [f"aws://{cloud.EMULATED_ACCOUNT}/{region}", *arguments]
    # Not in infra/: there, CDK would first want to know what is to be deployed.
    cloud.cdk(target, ["bootstrap", *arguments], cwd=ROOT)
    say("bootstrapped; `mise run deploy` comes next")


def synth(arguments: list[str]) -> None:
    """The template, checked by cdk-nag and cfn-lint."""
    target = cloud.current()
    with tempfile.TemporaryDirectory() as folder:
        stand_ins: list[str] = []
        if not cloud.is_built(target):
            say("not everything is built: the template is made with placeholders")
            stand_ins = cloud.placeholders(Path(folder))
        cloud.cdk(target, ["synth", "--quiet", *target.context, *stand_ins, *arguments])
    template = TEMPLATES / f"{cloud.stack_name()}.template.json"
    run([AWS.command("cfn-lint"), template], cwd=node.INFRA)
    say(f"{template.relative_to(ROOT).as_posix()} is in order")


def deploy(arguments: list[str]) -> None:
    target = cloud.current()
    # First what takes seconds: a mistake in the configuration need not wait for the build.
    synth(arguments)
    lambdas.build(target.architecture)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "outputs.json"
        made = ["--require-approval", "never", "--outputs-file", file]
        cloud.cdk(target, ["deploy", *made, *target.context, *arguments])
        outputs = json.loads(file.read_text(encoding="utf-8"))[cloud.stack_name()]
    print(what_to_paste_where(outputs, cloud.stack_name(), target))


def sync(arguments: list[str]) -> None:
    """What changed in functions and front end, without CloudFormation where that is possible."""
    target = cloud.current()
    lambdas.build(target.architecture)
    cloud.cdk(target, ["deploy", "--hotswap-fallback", *target.context, *arguments])


def destroy(arguments: list[str]) -> None:
    """Everything that `deploy` made, with all that is kept in it."""
    target = cloud.current()
    arguments = list(arguments)
    if "--yes" in arguments:
        arguments.remove("--yes")
    elif not _agreed(cloud.stack_name()):
        raise Problem("nothing was destroyed")
    with tempfile.TemporaryDirectory() as folder:
        # What is not built need not be built to be destroyed.
        stand_ins = cloud.placeholders(Path(folder))
        cloud.cdk(target, ["destroy", "--force", *target.context, *stand_ins, *arguments])
    stays = [f"\n  - {what}" for what in what_stays(cloud.stack_name(), target)]
    say(f"{cloud.stack_name()} is gone. What stays:{''.join(stays)}")


def _agreed(stack: str) -> bool:
    if not sys.stdin.isatty():
        raise Problem("say --yes to destroy without being asked: `mise run destroy -- --yes`")
    kept = "registrations, sites, readings, grades, events, indexed files, keys and logs"
    print(f"This deletes the stack {stack} with its {kept}.")
    return input(f"Type its name to go on ({stack}): ").strip() == stack


def what_stays(stack: str, target: Cloud) -> list[str]:
    """What the end of the stack leaves in the account."""
    toolkit = "the stack CDKToolkit, by which CDK deploys all stacks of this account and region"
    if target.endpoint:
        return [toolkit]
    return [
        f"the role {stack}-ApiRestCloudWatchRole…, by which API Gateway logs: the account and"
        " region have one, which other APIs use too",
        toolkit,
        'for some time backups of four tables, traces and metrics: docs/runbook.md, "Destroy"',
    ]


def what_to_paste_where(outputs: Mapping[str, str], stack: str, target: Cloud) -> str:
    """The end of a deployment: what to do with the addresses."""
    moodle = {
        "Tool URL": outputs["ToolUrl"],
        "LTI version": "LTI 1.3",
        "Public key type": "Keyset URL",
        "Public keyset": outputs["KeySetUrl"],
        "Initiate login URL": outputs["LoginUrl"],
        "Redirection URI(s)": outputs["RedirectUri"],
    }
    rest = {
        "Translation for Moodle sites": outputs["TranslateUrl"],
        "Events of Moodle sites": outputs["EventsUrl"],
        "Event bus": outputs["EventBus"],
        "Policy for putting events": outputs["EventsPolicyArn"],
        "CloudFront's address": outputs["DistributionDomain"],
        "Bucket of the front end": outputs["SiteBucket"],
        "REST API": outputs["ApiUrl"],
        "Dashboard in CloudWatch": outputs["Dashboard"],
    }
    if target.endpoint:
        # The emulator has no CloudFront that answers, and its APIs have addresses of their own.
        rest["REST API"] = f"{target.endpoint}/restapis/{outputs['ApiId']}/live/_user_request_"
    add = f"moodle-aws platform add --stack {stack}"
    return "\n".join(
        [
            "",
            "In Moodle: Site administration > Plugins > External tool > Manage tools >",
            "configure a tool manually",
            "",
            *_table(moodle),
            "",
            "Then tell the tool what Moodle shows under 'Tool configuration details':",
            f"  {add} --issuer <Platform ID> \\",
            "    --client-id <Client ID> --deployment-id <Deployment ID>",
            "",
            *_table(rest),
            "",
        ]
    )


def _table(rows: Mapping[str, str]) -> list[str]:
    width = max(map(len, rows))
    return [f"  {name:<{width}}  {value}" for name, value in rows.items()]


STEPS: dict[str, Callable[[list[str]], None]] = {
    step.__name__: step for step in (bootstrap, synth, deploy, sync, destroy)
}


def run_step(arguments: list[str]) -> None:
    if not arguments or arguments[0] not in STEPS:
        raise Problem(f"say which step: {', '.join(STEPS)}")
    system.check_python()
    setup.infra()
    STEPS[arguments[0]](arguments[1:])


if __name__ == "__main__":
    main(run_step)
