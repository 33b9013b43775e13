"""Do the browser's modules become one script each, with all they need, once, in an order that runs?"""

from __future__ import annotations

import re

import pytest

from browser import bundle

MODULES = sorted(path.relative_to(bundle.HOME).as_posix() for path in bundle.HOME.rglob("*.js"))
ENTRIES = [name for name in MODULES if "export default" in bundle.read(name)]
IMPORTED = re.compile(r'^import \{([^}]*)\} from "', re.MULTILINE)
DECLARED = re.compile(r"^(?:async )?(?:function\*?|class|const|let) (\w+)", re.MULTILINE)


def test_every_module_is_needed_by_a_component():
    used = {name for entry in ENTRIES for name in bundle.files(entry)}
    assert sorted(set(MODULES) - used) == []


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_component_names_nothing_twice_and_each_file_stands_behind_what_it_needs(entry):
    files = bundle.files(entry)
    assert all(files.index(other) < files.index(name) for name in files for other in bundle.needs(name))
    names = DECLARED.findall(bundle.script(entry))
    assert sorted({name for name in names if names.count(name) > 1}) == []


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_component_is_one_script_that_imports_nothing_and_exports_only_itself(entry):
    words = [line.split()[:2] for line in bundle.script(entry).splitlines() if line.startswith(("import", "export"))]
    assert words == [["export", "default"]]


def test_what_is_imported_is_exported_where_it_is_looked_for():
    for name in MODULES:
        for names, other in zip(IMPORTED.findall(bundle.read(name)), bundle.needs(name), strict=True):
            exports = "\n".join(re.findall(r"^export .*", bundle.read(other), re.MULTILINE))
            missing = [one for one in re.findall(r"\w+", names) if not re.search(rf"\b{one}\b", exports)]
            assert missing == [], f"{name} asks {other}"


def test_modules_that_need_one_another_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(bundle, "HOME", tmp_path)
    (tmp_path / "a.js").write_text('import { b } from "./b.js";\n', encoding="utf-8")
    (tmp_path / "b.js").write_text('import { a } from "./a.js";\n', encoding="utf-8")
    for cached in (bundle.read, bundle.needs, bundle.files):
        cached.cache_clear()
    with pytest.raises(ValueError, match=r"a\.js -> b\.js -> a\.js"):
        bundle.files("a.js")
    for cached in (bundle.read, bundle.needs, bundle.files):
        cached.cache_clear()
