"""What Moodle, its reviewers or its translators expect of a plugin, and no linter of ours looks at.

Each check yields one line for each thing to mend, which begins with the file and the line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import zip_longest

import plugin_strings
from plugin_source import (
    Plugin,
    Source,
    array_entries,
    calls,
    literals,
    outside_braces,
    plugins,
)

Check = Callable[[Plugin], Iterator[str]]

_BOILERPLATE = """\
This file is part of Moodle - http://moodle.org/

Moodle is free software: you can redistribute it and/or modify
it under the terms of the GNU General Public License as published by
the Free Software Foundation, either version 3 of the License, or
(at your option) any later version.

Moodle is distributed in the hope that it will be useful,
but WITHOUT ANY WARRANTY; without even the implied warranty of
MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
GNU General Public License for more details.

You should have received a copy of the GNU General Public License
along with Moodle.  If not, see <http://www.gnu.org/licenses/>.
"""
_LICENSE = re.compile(r"@license\s+https?://www\.gnu\.org/copyleft/gpl\.html GNU GPL v3 or later")
_INTERNAL = re.compile(r"defined\('MOODLE_INTERNAL'\)\s*\|\|\s*die\(\);")
# What only says what there is: it does nothing when the file is loaded.
_DECLARATIONS = re.compile(
    r"(?:<\?php|#\[[^\]]*\]|(?:namespace|use|const|declare)\b[^;]*;"
    r"|(?:(?:abstract|final|readonly)\s+)*(?:class|interface|trait|enum|function)\b[^;]*;|;|\s)*"
)
_LEFTOVERS = re.compile(r"\b(?:print_r|var_dump|error_log|debug_\w+)\s*\(|\bconsole\.|\bdebugger;")
# What Moodle's own sniff wants to be told when a line means it, in the line before, with the reason.
_MEANT = re.compile(r"// phpcs:ignore moodle\.PHP\.ForbiddenFunctions\.\w+ -- \S.*\n[^\n]*\Z")
# What several plugins need. A plugin is installed alone, so each brings a copy of its own.
_COPIES = (
    "classes/admin/connection_code_setting.php",
    "classes/local/base64url.php",
    "classes/local/connection_code.php",
    "classes/local/endpoint.php",
    "classes/local/unusable.php",
)


def boilerplate(plugin: Plugin) -> Iterator[str]:
    """PHP, JavaScript and templates begin with the notice of Moodle's licence."""
    for source in [*plugin.php, *plugin.js, *plugin.mustache]:
        lines = (re.sub(r"^//", "", line).strip() for line in source.text.splitlines())
        text = "\n".join(lines).replace("https://", "http://")
        start = {".php": "<?php\n", ".js": "", ".mustache": "{{!\n"}[source.path.suffix]
        if not text.startswith(start + _BOILERPLATE):
            yield f"{source.name}:1: the notice of the licence is missing, or not word for word"


def documentation(plugin: Plugin) -> Iterator[str]:
    """Each file says whose it is: PHP its package, JavaScript its module, a template its name."""
    for source in plugin.php:
        packages = re.findall(r"@package\s+(\S+)", source.text)
        if set(packages) != {plugin.component}:
            yield f"{source.name}:1: no `@package    {plugin.component}`, or another one"
        yield from _ownership(source)
    for source in plugin.js:
        module = f"{plugin.component}/{source.name.removeprefix('amd/src/').removesuffix('.js')}"
        if not re.search(rf"@module\s+{re.escape(module)}\n", source.text):
            yield f"{source.name}:1: no `@module     {module}`"
        yield from _ownership(source)
    for source in plugin.mustache:
        path = source.name.removeprefix("templates/").removesuffix(".mustache")
        template = f"{plugin.component}/{path}"
        if not re.search(rf"@template\s+{re.escape(template)}\n", source.text):
            yield f"{source.name}:1: no `@template {template}`"
        if "Example context (json):" not in source.text:
            yield f"{source.name}:1: no `Example context (json):`"


def _ownership(source: Source) -> Iterator[str]:
    if not re.search(r"@copyright\s+20\d\d \S", source.text):
        yield f"{source.name}:1: no `@copyright  <year> <who>`"
    if not _LICENSE.search(source.text):
        yield f"{source.name}:1: no `@license    …/gpl.html GNU GPL v3 or later`"


def internal(plugin: Plugin) -> Iterator[str]:
    """A file that does something when it is loaded can't be called by its address."""
    for source in plugin.php_without_language:
        # Under tests, a step for the browser is loaded by another program.
        if source.name.startswith("tests/behat/"):
            continue
        page = re.search(r"require(_once)?\W.*\bconfig\.php'", source.code)
        acts = bool(_DECLARATIONS.sub("", _INTERNAL.sub("", outside_braces(source.code))))
        guarded = _INTERNAL.search(source.code) is not None
        if acts and not page and not guarded:
            yield f"{source.name}:1: `defined('MOODLE_INTERNAL') || die();` is missing"
        elif guarded and (page or not acts):
            yield f"{source.name}:1: `defined('MOODLE_INTERNAL')` has no use here"


def version(plugin: Plugin) -> Iterator[str]:
    """version.php has what Moodle and its plugins directory ask for."""
    found = plugin.version
    wanted = {
        "component": rf"'{plugin.component}'",
        "version": r"\d{10}",
        "release": r"'\d+\.\d+\.\d+'",
        "requires": r"\d{10}(\.\d\d)?",
        "supported": r"\[\d{3}, \d{3}\]",
        "maturity": "MATURITY_(ALPHA|BETA|RC|STABLE)",
    }
    for name, pattern in wanted.items():
        value = found.get(name)
        if value is None:
            yield f"version.php:1: no `$plugin->{name}`"
        elif not re.fullmatch(pattern, value):
            yield f"version.php:1: `$plugin->{name} = {value}` is not like {pattern}"
    if re.fullmatch(r"\d{10}", found.get("version", "")) and not _date(found["version"]):
        yield f"version.php:1: the version {found['version']} does not begin with a date, YYYYMMDD"


def _date(number: str) -> bool:
    try:
        datetime.strptime(number[:8], "%Y%m%d")
    except ValueError:
        return False
    return True


def upgrade(plugin: Plugin) -> Iterator[str]:
    """Each step of db/upgrade.php ends with its own savepoint, in order, up to the version."""
    source = plugin.source("db/upgrade.php")
    if source is None:
        return
    code = source.code
    function = f"xmldb_{plugin.name if plugin.type == 'mod' else plugin.component}_upgrade"
    if not re.search(rf"function {function}\(", code):
        yield f"{source.name}:1: no `function {function}(`"
    steps = list(re.finditer(r"if \(\$oldversion < (\d+)\) \{", code))
    numbers = [int(step.group(1)) for step in steps]
    if numbers != sorted(set(numbers)):
        yield f"{source.name}:1: the steps are not in the order of their versions: {numbers}"
    newest = plugin.version.get("version", "")
    if numbers and newest.isdigit() and numbers[-1] > int(newest):
        yield f"{source.name}:1: the step {numbers[-1]} is newer than the version {newest}"
    savepoint = r"upgrade_(?:block|mod|plugin)_savepoint"
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        body = code[step.end() : following.start() if following else len(code)]
        found = [given for _, given in calls(body, savepoint)]
        if found != [wanted := _savepoint(plugin, step.group(1))]:
            place = source.at(step.start())
            yield f"{place}: the step has not just the one savepoint {', '.join(wanted)}"
        elif f"upgrade_{_savepoint_kind(plugin)}_savepoint(" not in body:
            yield f"{source.at(step.start())}: not by upgrade_{_savepoint_kind(plugin)}_savepoint"


def _savepoint_kind(plugin: Plugin) -> str:
    return plugin.type if plugin.type in ("block", "mod") else "plugin"


def _savepoint(plugin: Plugin, number: str) -> list[str]:
    kind = [] if plugin.type in ("block", "mod") else [f"'{plugin.type}'"]
    return ["true", number, *kind, f"'{plugin.name}'"]


def autoloading(plugin: Plugin) -> Iterator[str]:
    """A class in classes/ or tests/ is called like its file, in the namespace of its folder."""
    for source in plugin.php:
        top, _, rest = source.name.partition("/")
        if top not in ("classes", "tests") or rest.startswith(("behat/", "fixtures/")):
            continue
        folders, _, stem = rest.removesuffix(".php").rpartition("/")
        namespace = "\\".join([plugin.component, *filter(None, folders.split("/"))])
        named = re.search(r"^namespace ([\w\\]+);", source.code, re.MULTILINE)
        if named is None or named.group(1) != namespace:
            yield f"{source.name}:1: not in the namespace {namespace}"
        pattern = rf"^(?:\w+ )*(?:class|interface|trait|enum) {stem}\b"
        if not re.search(pattern, source.code, re.MULTILINE):
            yield f"{source.name}:1: no class, interface, trait or enum called {stem}"


def capabilities(plugin: Plugin) -> Iterator[str]:
    """A capability that the code names is in db/access.php."""
    source = plugin.source("db/access.php")
    defined = set(array_entries(source.code, "capabilities")) if source else set()
    pattern = re.compile(rf"{plugin.type}/{plugin.name}:\w+")
    for user in plugin.php_without_language:
        for name in sorted(literals(user.code)):
            if pattern.fullmatch(name) and name not in defined:
                yield f"{user.at(user.code.index(name))}: {name} is not in db/access.php"


def external_functions(plugin: Plugin) -> Iterator[str]:
    """An external function has its class, and a call of the pages has its external function."""
    source = plugin.source("db/services.php")
    functions = array_entries(source.code, "functions") if source else {}
    for name, entry in functions.items():
        found = re.search(r"'classname'\s*=>\s*(?:'([\w\\]+)'|([\w\\]+)::class)", entry)
        wanted = (found.group(1) or found.group(2)).replace("\\\\", "\\") if found else ""
        path = wanted.strip("\\").removeprefix(plugin.component).strip("\\").replace("\\", "/")
        if plugin.source(f"classes/{path}.php") is None:
            yield f"db/services.php:1: the class of {name} has no file classes/{path}.php"
        if not name.startswith(f"{plugin.component}_"):
            yield f"db/services.php:1: {name} does not begin with {plugin.component}_"
    for caller in plugin.js:
        for called in re.finditer(rf"['\"]({plugin.component}_\w+)['\"]", caller.code):
            entry = functions.get(called.group(1))
            if entry is None or not re.search(r"'ajax'\s*=>\s*true", entry):
                place = caller.at(called.start())
                yield f"{place}: {called.group(1)} is no function of db/services.php with `ajax`"


def templates(plugin: Plugin) -> Iterator[str]:
    """A template or module that is named is there, and a module has been built."""
    own = rf"['\"]{plugin.component}/([\w/]+)['\"]"
    rendering = rf"(?:render_from_template|render(?:ForPromise)?)\(\s*{own}"
    returned = rf"function get_template_name\([^{{]*\{{\s*return {own}"
    partial = rf"\{{\{{[<>]\s*{plugin.component}/([\w/]+)"
    module = rf"(?:js_call_amd\(\s*|require\(\s*\[\s*|\bfrom\s+|\bimport\(\s*){own}"
    for source in [*plugin.php_without_language, *plugin.js, *plugin.mustache]:
        for found in re.finditer(f"{rendering}|{returned}|{partial}", source.code):
            name = f"templates/{next(filter(None, found.groups()))}.mustache"
            if plugin.source(name) is None:
                yield f"{source.at(found.start())}: there is no {name}"
        for found in re.finditer(module, source.code):
            name = f"amd/src/{found.group(1)}.js"
            if plugin.source(name) is None:
                yield f"{source.at(found.start())}: there is no {name}"
    for source in plugin.js:
        built = source.name.replace("amd/src/", "amd/build/").removesuffix(".js") + ".min.js"
        if plugin.source(built) is None:
            yield f"{source.name}:1: not built into {built}"


def leftovers(plugin: Plugin) -> Iterator[str]:
    """Nothing of a search for a mistake is left."""
    for source in [*plugin.php, *plugin.js]:
        for found in _LEFTOVERS.finditer(source.code):
            if _MEANT.search(source.text, 0, found.start()):
                continue
            yield f"{source.at(found.start())}: {found.group().strip()} is for searching mistakes"


def copies(plugin: Plugin) -> Iterator[str]:
    """What several plugins have a copy of is the same in all of them, but for whose it is."""
    others = [other for other in plugins(plugin.folder.parent.parent) if other != plugin]
    for name in _COPIES:
        for other in others:
            ours, theirs = plugin.source(name), other.source(name)
            if ours and theirs and _lines(ours, plugin) != _lines(theirs, other):
                pairs = zip_longest(_lines(ours, plugin), _lines(theirs, other))
                line = next(at for at, (one, two) in enumerate(pairs, 1) if one != two)
                yield f"{name}:{line}: is a copy, and differs from that of {other.component}"


def _lines(source: Source, plugin: Plugin) -> list[str]:
    return source.text.replace(plugin.component, "<component>").splitlines()


CHECKS: tuple[Check, ...] = (
    boilerplate,
    documentation,
    internal,
    version,
    upgrade,
    autoloading,
    capabilities,
    external_functions,
    templates,
    leftovers,
    copies,
    plugin_strings.form,
    plugin_strings.present,
    plugin_strings.used,
    plugin_strings.translated,
)


def complaints(plugin: Plugin, checks: Iterable[Check] = CHECKS) -> list[str]:
    return [line for check in checks for line in check(plugin)]
