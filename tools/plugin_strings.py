"""The checks of a plugin's strings: those that are asked for exist, and those that exist are asked
for, in every language the same.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator

from plugin_source import Plugin, Source, arguments, array_entries, calls, literals, unquoted

_QUOTED = r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\""
_ENTRY = re.compile(rf"^\$string\[('[^']+')\]\s*=\s*({_QUOTED});", re.MULTILINE | re.DOTALL)
_PLACEHOLDER = re.compile(r"\{\$a(?:->\w+)?\}")
_JS_FUNCTION = re.compile(r"\b(\w+) = (?:async ?)?\(([^()]*)\) =>")
_GUARD = re.compile(r"<\?php|defined\('MOODLE_INTERNAL'\)\s*\|\|\s*die\(\);|\s+")

# Who takes a key, and at which places the key and the component are.
_TAKERS = {
    r"get_string": (0, 1),
    r"getString": (0, 1),
    r"new \\?(?:core\\)?lang_string": (0, 1),
    r"new \\?(?:core\\exception\\)?moodle_exception": (0, 1),
    r"new \\?(?:core\\output\\)?help_icon": (0, 1),
    r"string_for_js": (0, 1),
    r"addHelpButton": (1, 2),
}
_TAKERS_OF_MANY = {r"strings_for_js": (0, 1), r"prefetchStrings": (1, 0)}


def form(plugin: Plugin) -> Iterator[str]:
    """A file of strings has nothing but strings, in the order of their keys, each once."""
    for source in _language_files(plugin):
        rest = _GUARD.sub("", _ENTRY.sub("", source.code))
        if rest:
            yield f"{source.name}:1: not just `$string['key'] = 'text';`: {rest[:60]}"
        keys = [unquoted(key) for key, _ in _ENTRY.findall(source.code)]
        for before, after in itertools.pairwise(keys):
            if before >= after:
                yield f"{source.name}:1: {after} does not belong behind {before}"
    if _english(plugin) is None:
        yield f"lang/en:1: there is no lang/en/{plugin.language_file}"
    elif "pluginname" not in _strings(_english(plugin)):
        yield f"lang/en/{plugin.language_file}:1: no pluginname"


def present(plugin: Plugin) -> Iterator[str]:
    """Every string that is asked for is in English."""
    strings = _strings(_english(plugin))
    for place, key in [*_asked(plugin), *_by_convention(plugin)]:
        if key not in strings:
            yield f"{place}: no string {key} in lang/en/{plugin.language_file}"


def used(plugin: Plugin) -> Iterator[str]:
    """Every string is asked for."""
    # Wherever a key stands in quotes: tables hold keys as well.
    named = {"pluginname", *(key for _, key in _asked(plugin))}
    named |= {key for _, key in _by_convention(plugin)}
    prefixes: set[str] = set()
    for source in [*plugin.php_without_language, *plugin.js]:
        named |= literals(source.code)
        prefixes |= _prefixes(source)
    for key in _strings(_english(plugin)):
        plain = re.sub(r"_(help|link)$", "", key)
        if not ({key, plain} & named or any(key.startswith(prefix) for prefix in prefixes)):
            yield f"lang/en/{plugin.language_file}:1: nothing asks for the string {key}"


def translated(plugin: Plugin) -> Iterator[str]:
    """Every language has the strings of English, with the same placeholders."""
    english = _strings(_english(plugin))
    for source in _language_files(plugin):
        strings = _strings(source)
        for key in sorted(set(english) - set(strings)):
            yield f"{source.name}:1: lacks {key}"
        for key in sorted(set(strings) - set(english)):
            yield f"{source.name}:1: {key} is not in English"
        for key in sorted(set(strings) & set(english)):
            wanted, found = (
                sorted(set(_PLACEHOLDER.findall(text))) for text in (english[key], strings[key])
            )
            if wanted != found:
                yield f"{source.name}:1: {key} has the placeholders {found}, not {wanted}"


def _language_files(plugin: Plugin) -> list[Source]:
    pattern = rf"lang/[^/]+/{re.escape(plugin.language_file)}"
    return [source for source in plugin.php if re.fullmatch(pattern, source.name)]


def _english(plugin: Plugin) -> Source | None:
    return plugin.source(f"lang/en/{plugin.language_file}")


def _strings(source: Source | None) -> dict[str, str]:
    entries = _ENTRY.findall(source.code) if source else []
    return {unquoted(key): unquoted(text) for key, text in entries}


def _asked(plugin: Plugin) -> Iterator[tuple[str, str]]:
    """Where the code asks for a string of this plugin, and for which."""
    components = {plugin.component, plugin.name} if plugin.type == "mod" else {plugin.component}
    constants = _constants(plugin)

    def ours(argument: str) -> bool:
        if literal := re.fullmatch(_QUOTED, argument):
            return unquoted(literal.group()) in components
        return argument.rpartition("::")[2] in constants

    for source in [*plugin.php_without_language, *plugin.js]:
        code = source.code
        for name, (key, component) in {**_TAKERS, **_TAKERS_OF_MANY}.items():
            for position, given in calls(code, name):
                if len(given) > max(key, component) and ours(given[component]):
                    many = name in _TAKERS_OF_MANY
                    parts = arguments(given[key], 1) if many else [given[key]]
                    for part in parts:
                        for found in _keys(part):
                            yield source.at(position), found
        for name in _wrappers(plugin, source):
            for position, given in calls(code, name):
                for found in _keys(given[0]) if given else ():
                    yield source.at(position), found
        # Tables of keys, by a constant's name.
        for table in re.finditer(r"const \w*STRINGS = \[", code):
            for part in arguments(code, table.end()):
                for found in _keys(part.rpartition("=>")[2].strip()):
                    yield source.at(table.start()), found
        for request in re.finditer(r"\{\s*key:\s*('[^']*'),\s*component(:[^,}]*)?", code):
            component = (request.group(2) or ":component").removeprefix(":").strip()
            if ours(component):
                yield source.at(request.start()), unquoted(request.group(1))
    for caller, position, argument in _passed_on(plugin, ours):
        for found in _keys(argument):
            yield caller.at(position), found
    for source in plugin.mustache:
        pattern = r"\{\{#(?:clean)?str\}\}\s*([\w:]+)\s*,\s*(\w+)"
        for found in re.finditer(pattern, source.code):
            if found.group(2) in components:
                yield source.at(found.start()), found.group(1)


def _keys(argument: str) -> Iterator[str]:
    """The literals that an expression can be as a whole: it, or either side of a choice."""
    for found in re.finditer(_QUOTED, argument):
        before, after = argument[: found.start()].rstrip(), argument[found.end() :].lstrip()
        constant = "$" not in found.group() or found.group().startswith("'")
        if constant and before[-1:] in ("", "?", ":") and after[:1] in ("", ":"):
            yield unquoted(found.group())


def _prefixes(source: Source) -> set[str]:
    """How the keys begin that are put together."""
    begins = (
        r"get_?[sS]tring\(\s*'([\w:]+)'\s*[.+]",
        r'get_string\(\s*"([\w:]+)\{?\$',
        r"getString\(\s*`([\w:]+)\$\{",
    )
    return {found for pattern in begins for found in re.findall(pattern, source.code)}


def _constants(plugin: Plugin) -> set[str]:
    """What the code calls the component."""
    pattern = rf"\bconst (?:string )?(\w+) = ['\"]{plugin.component}['\"]"
    sources = [*plugin.php_without_language, *plugin.js]
    return {name for source in sources for name in re.findall(pattern, source.code)}


def _wrappers(plugin: Plugin, source: Source) -> Iterator[str]:
    """Functions of the plugin that take a key first: their parameter is called `$stringkey`; and
    closures over `get_string`."""
    parameter = r"\(\s*(?:(?:public|private|protected|readonly) )*string \$stringkey\b"
    for other in plugin.php_without_language:
        for name in re.findall(rf"function (\w+){parameter}", other.code):
            if name != "__construct":
                yield rf"(?:->|::){name}"
                continue
            yield rf"new (?:\\?[\w\\]*\\)?{other.path.stem}"
            if other is source:
                yield "new (?:self|static)"
    closure = r"(\$\w+) = (?:static )?fn\(string \$\w+\b[^\n]*=> get_string\("
    for name in re.findall(closure, source.code):
        yield re.escape(name)


def _passed_on(plugin: Plugin, ours: Callable[[str], bool]) -> Iterator[tuple[Source, int, str]]:
    """What JavaScript gives to its own functions as the key that they give to `getString`, and the
    items of a list that it maps so."""
    for source in plugin.js:
        for position, given in calls(source.code, "getString"):
            if len(given) < 2 or not given[0].isidentifier() or not ours(given[1]):
                continue
            before = source.code[:position]
            mapped = re.search(rf"\[([^\[\]]*)\]\s*\.map\(\(?{given[0]}\)? =>\s*$", before)
            if mapped:
                for item in arguments(source.code, mapped.start() + 1):
                    yield source, mapped.start(), item
                continue
            for function in reversed(list(_JS_FUNCTION.finditer(before))):
                parameters = [name.strip() for name in function.group(2).split(",")]
                if given[0] in parameters:
                    name, index = function.group(1), parameters.index(given[0])
                    yield from _given(plugin, source, name, index)
                    break


def _given(
    plugin: Plugin, owner: Source, function: str, index: int
) -> Iterator[tuple[Source, int, str]]:
    """What the function's module, and those that import it, give to it at one place."""
    imported = re.compile(rf"\bfrom ['\"][^'\"]*/{owner.path.stem}['\"]")
    for source in plugin.js:
        if source is not owner and not imported.search(source.code):
            continue
        for position, given in calls(source.code, function):
            if len(given) > index:
                yield source, position, given[index]


def _by_convention(plugin: Plugin) -> Iterator[tuple[str, str]]:
    """The strings that Moodle makes up the keys of."""
    named = {
        "db/access.php": ("capabilities", lambda name: name.partition("/")[2]),
        "db/caches.php": ("definitions", lambda name: f"cachedef_{name}"),
        "db/messages.php": ("messageproviders", lambda name: f"messageprovider:{name}"),
    }
    for file, (variable, key) in named.items():
        if source := plugin.source(file):
            for name in array_entries(source.code, variable):
                yield f"{file}:1", key(name)
    for source in plugin.php:
        check = re.fullmatch(r"classes/check/(\w+)\.php", source.name)
        if check and "function get_name(" not in source.code:
            yield f"{source.name}:1", f"check{check.group(1)}"
