"""Programs and fonts that come from the operating system, and how to get each.

With root and apt they are installed; otherwise `provide` says exactly what to install and fails.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shlex
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pinned import OLDEST_NODE, OLDEST_PYTHON
from project import Problem, attempt, output, run, say


@dataclass(frozen=True)
class Need:
    what: str
    present: Callable[[], bool]
    apt: tuple[str, ...]


def chromium() -> str | None:
    """Chromium's path: `CHROMIUM` when set, else the first one installed."""
    names = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
    mac = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    candidates = [os.environ.get("CHROMIUM"), *map(shutil.which, names), mac]
    return next((path for path in candidates if path and Path(path).exists()), None)


def _has_font(pattern: str) -> bool:
    if sys.platform != "linux":
        return True  # Windows and macOS ship both.
    return shutil.which("fc-list") is not None and output(["fc-list", pattern]).strip() != ""


def apertium_modes() -> set[str]:
    """What the installed Apertium translates, such as `eng-spa`."""
    if shutil.which("apertium") is None:
        return set()
    return set(attempt(["apertium", "-l"]).stdout.split())


def php_libraries() -> Path:
    """The folder of PHP's libraries that has PHPUnit."""
    return Path(output(["php", "-r", f"echo {_php_library('PHPUnit/Autoload.php')};"])).parents[1]


def _has_php() -> bool:
    """Whether there is PHP 8.1 or newer with what Moodle plugins use."""
    wanted = ["curl", "dom", "intl", "mbstring", "openssl", "tokenizer", "xml", "xmlwriter"]
    missing = f"array_diff({json.dumps(wanted)}, get_loaded_extensions())"
    code = f"exit(PHP_VERSION_ID >= 80100 && !{missing} ? 0 : 1);"
    return shutil.which("php") is not None and attempt(["php", "-r", code]).returncode == 0


def _has_php_library(file: str) -> bool:
    code = f"exit({_php_library(file)} ? 0 : 1);"
    return shutil.which("php") is not None and attempt(["php", "-r", code]).returncode == 0


def _php_library(file: str) -> str:
    return f"stream_resolve_include_path('{file}')"


C_COMPILER = Need(
    "a C compiler, for the cryptography and the database",
    lambda: any(map(shutil.which, ("cc", "gcc", "clang", "cl"))),
    ("gcc", "libc6-dev"),
)
VENV = Need(
    "Python's venv and ensurepip modules",
    lambda: all(map(importlib.util.find_spec, ("venv", "ensurepip"))),
    ("python3-venv",),
)
CHROMIUM = Need(
    "Chromium (or Chrome; set CHROMIUM to its path if it is in an unusual place)",
    lambda: chromium() is not None,
    ("chromium",),
)
CJK_FONT = Need(
    "a font with Chinese, Japanese and Korean characters",
    lambda: all(_has_font(f":lang={language}") for language in ("zh-cn", "ja", "ko")),
    ("fontconfig", "fonts-wqy-zenhei"),
)
EMOJI_FONT = Need(
    "a font with emoji",
    lambda: _has_font(":lang=und-zsye"),
    ("fontconfig", "fonts-noto-color-emoji"),
)
# English, Spanish, Catalan, French, Portuguese and Esperanto, directly or by way of another;
# and a pair of which one is written from right to left.
APERTIUM = Need(
    "Apertium with a few language pairs, to translate with",
    lambda: (
        {
            *("eng-spa", "eng-cat", "spa-cat", "cat-fra", "es-fr"),
            *("en-eo", "fr-eo", "es-pt_BR", "urd-hin"),
        }
        <= apertium_modes()
    ),
    (
        "apertium",
        *("apertium-eng-spa", "apertium-eng-cat", "apertium-spa-cat", "apertium-fra-cat"),
        *("apertium-fr-es", "apertium-eo-en", "apertium-eo-fr", "apertium-es-pt"),
        "apertium-urd-hin",
    ),
)
PHP = Need(
    "PHP 8.1 or newer on the command line, with curl, intl, mbstring and xml",
    _has_php,
    ("php-cli", "php-curl", "php-intl", "php-mbstring", "php-xml"),
)
PHPUNIT = Need(
    "PHPUnit 9, in PHP's include path",
    lambda: shutil.which("phpunit") is not None and _has_php_library("PHPUnit/Autoload.php"),
    ("phpunit",),
)
GUZZLE = Need(
    "Guzzle 7, in PHP's include path",
    lambda: _has_php_library("GuzzleHttp/autoload.php"),
    ("php-guzzlehttp-guzzle", "php-guzzlehttp-psr7"),
)
PHP_CODESNIFFER = Need(
    "PHP_CodeSniffer",
    lambda: shutil.which("phpcs") is not None,
    ("php-codesniffer",),
)
FAKETIME = Need(
    "faketime, to let a server's clock be wrong",
    lambda: shutil.which("faketime") is not None,
    ("faketime",),
)
TIME = Need(
    "GNU time, to measure how much memory a program takes",
    lambda: shutil.which("time") is not None,
    ("time",),
)
OPENSSL = Need(
    "the openssl command, to compare with in the benchmarks",
    lambda: shutil.which("openssl") is not None,
    ("openssl",),
)


def provide(needs: Sequence[Need]) -> None:
    missing = [need for need in needs if not need.present()]
    if not missing:
        return
    packages = sorted({package for need in missing for package in need.apt})
    if not _can_install():
        has_apt = shutil.which("apt-get") is not None
        raise Problem(how_to_install(missing, packages, has_apt=has_apt))
    names = " ".join(packages)
    say(f"apt-get install {names}")
    _apt(["update", "-qq"])
    _apt(["install", "-y", "-qq", "--no-install-recommends", *packages])
    importlib.invalidate_caches()
    still = [need.what for need in missing if not need.present()]
    if still:
        raise Problem(f"apt-get installed {names}, but still missing: {'; '.join(still)}")


def offer(need: Need, otherwise: str) -> None:
    """Install what is good to have where that is possible; else say in one line what to do."""
    try:
        provide([need])
    except Problem:
        say(f"without {need.what}: {otherwise}")


def how_to_install(missing: Sequence[Need], packages: Sequence[str], *, has_apt: bool) -> str:
    lines = ["this machine lacks:", *(f"  - {need.what}" for need in missing)]
    if has_apt:
        command = shlex.join(["sudo", "apt-get", "install", *packages])
        lines.append(f"Install it with `{command}`, then run this again.")
    else:
        lines.append("Install it with your system's package manager, then run this again.")
    return "\n".join(lines)


def check_python() -> None:
    if sys.version_info < OLDEST_PYTHON:
        version = sys.version.split()[0]
        raise Problem(f"Python {_dotted(OLDEST_PYTHON)} or newer is needed; this is {version}")


def check_rust() -> None:
    if shutil.which("cargo") is None:
        raise Problem(
            "`cargo` was not found. Install Rust with rustup: rust-toolchain.toml has the version."
        )


def check_node() -> None:
    oldest = _dotted(OLDEST_NODE)
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise Problem(f"`node` and `npm` were not found. Install Node.js {oldest} or newer.")
    version = output(["node", "--version"]).strip()
    if tuple(map(int, version.lstrip("v").split(".")[:2])) < OLDEST_NODE:
        raise Problem(f"Node.js {oldest} or newer is needed; this is {version}")


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def _can_install() -> bool:
    return shutil.which("apt-get") is not None and hasattr(os, "geteuid") and os.geteuid() == 0


def _apt(arguments: Sequence[str]) -> None:
    # The wait is for another apt on this machine, and for the one another task of ours has started.
    command = ["apt-get", "-o", "DPkg::Lock::Timeout=600", *arguments]
    run(command, env={"DEBIAN_FRONTEND": "noninteractive"})
