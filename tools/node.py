"""npm packages of a folder, and the front end's build: done again only when their inputs change.

As a program it builds the front end.
"""

from __future__ import annotations

from pathlib import Path

import stamps
import system
from project import ROOT, main, run, say

FRONTEND = ROOT / "frontend"
BROWSER_TESTS = ROOT / "tests" / "browser"
AWS_TESTS = ROOT / "tests" / "aws"
INFRA = ROOT / "infra"
PLUGINS = ROOT / "moodle-plugins"
PHP_VERSIONS = ROOT / "tools" / "php-versions"
# Every folder with a lock file of npm.
FOLDERS = (FRONTEND, BROWSER_TESTS, AWS_TESTS, INFRA, PLUGINS, PHP_VERSIONS)
DIST = FRONTEND / "dist"

# What the build and the tests write into the front end's folder, and no source.
_WRITTEN = ("node_modules", "dist", "coverage")


def install(folder: Path) -> None:
    """`npm ci`, unless `node_modules` is already what the lock file says."""
    stamp = folder / "node_modules" / ".moodle-aws-install"
    wanted = stamps.fingerprint([folder / "package.json", folder / "package-lock.json"])
    if stamps.is_fresh(stamp, wanted):
        return
    system.check_node()
    say(f"npm ci in {folder.relative_to(ROOT).as_posix()}")
    run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder)
    stamps.write(stamp, wanted)


def build_frontend() -> Path:
    """The front end's build, made again when a source changed or the build is not the last one."""
    install(FRONTEND)
    stamp = FRONTEND / "node_modules" / ".moodle-aws-build"
    if not stamps.is_fresh(stamp, _build_state()):
        say("vite build in frontend")
        run(["npm", "run", "--silent", "build"], cwd=FRONTEND)
        stamps.write(stamp, _build_state())
    return DIST


def _build_state() -> str:
    # The page names every asset by its hash, so it stands for the whole build.
    page = DIST / "index.html"
    sources = stamps.fingerprint([FRONTEND, ROOT / "docs" / "openapi.json"], without=_WRITTEN)
    return f"{sources} {stamps.fingerprint([page]) if page.exists() else 'no build'}"


if __name__ == "__main__":
    main(lambda _arguments: say(f"front end: {build_frontend()}"))
