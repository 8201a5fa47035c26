"""The operator's own templates before the built-in ones; faulty ones stop the start."""

from __future__ import annotations

from pathlib import Path

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    TemplateNotFound,
    TemplateSyntaxError,
    nodes,
)

from kb.errors import ConfigError

_BUILT_IN = Path(__file__).parent / "templates"


def overriding(folder: Path) -> ChoiceLoader:
    """Templates of a folder before the built-in ones, which stay under `built-in/` too.

    So an own base.html can extend "built-in/base.html" and change one block of it.
    Raises ConfigError when there is no such folder.
    """
    if not folder.is_dir():
        raise ConfigError(
            f"KB_TEMPLATES: there is no folder {folder}. Create it, or leave the variable out."
        )
    built_in = FileSystemLoader(_BUILT_IN)
    return ChoiceLoader([FileSystemLoader(folder), built_in, PrefixLoader({"built-in": built_in})])


def check(environment: Environment, folder: Path) -> None:
    """Raise ConfigError for a template of the folder with which pages would fail.

    One that is no template, or lacks a macro of the built-in one, as after an upgrade.
    """
    built_in = FileSystemLoader(_BUILT_IN)
    for name in FileSystemLoader(folder).list_templates():
        if not name.endswith(".html"):
            continue
        own = _macros(environment, FileSystemLoader(folder), name)
        try:
            missing = _macros(environment, built_in, name) - own
        except TemplateNotFound:
            continue
        if missing:
            raise ConfigError(
                f"KB_TEMPLATES: {folder / name} lacks the macro {', '.join(sorted(missing))} of "
                "the built-in template. Write it, or take it over as docs/operations.md shows "
                'under "Own templates".'
            )


def _macros(environment: Environment, loader: BaseLoader, name: str) -> set[str]:
    """What other templates can import: macros, and names that are set outside of them."""
    source, path, _ = loader.get_source(environment, name)
    try:
        tree = environment.parse(source, name)
    except TemplateSyntaxError as error:
        raise ConfigError(f"KB_TEMPLATES: {path}, line {error.lineno}: {error.message}") from error
    macros = {node.name for node in tree.find_all(nodes.Macro)}
    return macros | {
        node.target.name
        for node in tree.body
        if isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name)
    }
