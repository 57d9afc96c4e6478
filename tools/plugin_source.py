"""The sources of a Moodle plugin as text: where they are, and how to read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from node import PLUGINS
from project import Problem

# Moodle's own table is in lib/components.json; these are the types that plugins here may have.
TYPES = {"blocks": "block", "filter": "filter", "local": "local", "mod": "mod"}

_STRINGS = r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\""
_HEREDOC = r"<<<['\"]?(?P<label>\w+)['\"]?\n.*?^\s*(?P=label)\b"
_PHP_COMMENTS = r"//[^\n]*|#(?!\[)[^\n]*|/\*.*?\*/"
_JS_COMMENTS = r"(?<![:\\])//[^\n]*|/\*.*?\*/"
_PHP = re.compile(f"(?P<kept>{_STRINGS}|{_HEREDOC})|{_PHP_COMMENTS}", re.DOTALL | re.MULTILINE)
_JS = re.compile(f"(?P<kept>{_STRINGS}|`(?:\\\\.|[^`\\\\])*`)|{_JS_COMMENTS}", re.DOTALL)
_LITERAL = re.compile(_STRINGS, re.DOTALL)
_OPENING, _CLOSING = "([{", ")]}"


@dataclass(frozen=True)
class Source:
    """A file of a plugin."""

    path: Path
    name: str  # From the plugin's folder, with slashes.

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def code(self) -> str:
        """The text with blanks for comments, so that places and lines stay."""
        pattern = {".php": _PHP, ".js": _JS}.get(self.path.suffix)
        return pattern.sub(_without_comment, self.text) if pattern else self.text

    def at(self, position: int) -> str:
        return f"{self.name}:{self.text.count(chr(10), 0, position) + 1}"


@dataclass(frozen=True)
class Plugin:
    """A plugin: its folder is called as it is, in a folder called by its type."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def type(self) -> str:
        return TYPES[self.folder.parent.name]

    @property
    def component(self) -> str:
        return f"{self.type}_{self.name}"

    @property
    def language_file(self) -> str:
        # Activities have had their names before there were other plugins.
        return f"{self.name if self.type == 'mod' else self.component}.php"

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        paths = sorted(path for path in self.folder.rglob("*") if path.is_file())
        return tuple(Source(path, path.relative_to(self.folder).as_posix()) for path in paths)

    def source(self, name: str) -> Source | None:
        return next((source for source in self.sources if source.name == name), None)

    @property
    def php(self) -> list[Source]:
        return [source for source in self.sources if source.path.suffix == ".php"]

    @property
    def php_without_language(self) -> list[Source]:
        return [source for source in self.php if not source.name.startswith("lang/")]

    @property
    def js(self) -> list[Source]:
        return [source for source in self.sources if re.fullmatch(r"amd/src/.*\.js", source.name)]

    @property
    def mustache(self) -> list[Source]:
        return [source for source in self.sources if source.path.suffix == ".mustache"]

    @cached_property
    def version(self) -> dict[str, str]:
        """What version.php assigns, as it stands there."""
        source = self.source("version.php")
        pattern = r"\$plugin->(\w+)\s*=\s*([^;]+);"
        return dict(re.findall(pattern, source.code)) if source else {}

    @property
    def release(self) -> str:
        return self.version.get("release", "").strip("'\"")


def plugins(root: Path = PLUGINS) -> list[Plugin]:
    """Every plugin in the folder, such as blocks/aitranslator."""
    found = [Plugin(file.parent) for file in sorted(root.glob("*/*/version.php"))]
    for plugin in found:
        if plugin.folder.parent.name not in TYPES:
            raise Problem(
                f"{plugin.folder}: no type of plugins lives in {plugin.folder.parent.name}; "
                f"there are: {', '.join(TYPES)} (TYPES in tools/plugin_source.py)"
            )
    if not found:
        raise Problem(f"there is no plugin in {root}: one is <type>/<name>/version.php")
    return found


def unquoted(literal: str) -> str:
    return re.sub(r"\\(['\"\\])", r"\1", literal[1:-1])


def literals(code: str) -> set[str]:
    """Everything that stands in quotes."""
    return {unquoted(found.group()) for found in _LITERAL.finditer(code)}


def calls(code: str, function: str) -> Iterator[tuple[int, list[str]]]:
    """Where a function, by a pattern of its name, is called, and the arguments as they stand."""
    for found in re.finditer(rf"(?:(?<![\w$])|(?=\W)){function}\s*\(", code):
        yield found.start(), arguments(code, found.end())


def arguments(code: str, start: int) -> list[str]:
    """What stands between commas from `start` to the bracket that closes."""
    parts: list[str] = []
    depth, began, position = 0, start, start
    while position < len(code):
        character = code[position]
        if character in "'\"" and (quoted := _LITERAL.match(code, position)):
            position = quoted.end()
            continue
        if character in _OPENING:
            depth += 1
        elif character in _CLOSING:
            depth -= 1
        if depth < 0 or (depth == 0 and character == ","):
            parts.append(code[began:position].strip())
            began = position + 1
        if depth < 0:
            break
        position += 1
    return [part for part in parts if part]


def array_entries(code: str, variable: str) -> dict[str, str]:
    """The entries of `$variable = ['key' => value, …];`."""
    found = re.search(rf"\${variable}\s*=\s*(\[|array\()", code)
    entries = {}
    for part in arguments(code, found.end()) if found else []:
        key = re.match(r"(['\"])([^'\"]+)\1\s*=>\s*", part)
        if key:
            entries[key.group(2)] = part[key.end() :]
    return entries


def outside_braces(code: str) -> str:
    """The code less everything in braces."""
    kept: list[str] = []
    depth, position = 0, 0
    while position < len(code):
        character = code[position]
        quoted = _LITERAL.match(code, position) if character in "'\"" else None
        end = quoted.end() if quoted else position + 1
        if character == "}":
            depth -= 1
            kept.append(";")
        elif character == "{":
            depth += 1
        elif depth == 0:
            kept.append(code[position:end])
        position = end
    return "".join(kept)


def _without_comment(found: re.Match[str]) -> str:
    if found["kept"] is not None:
        return found["kept"]
    return re.sub(r"[^\n]", " ", found.group())
