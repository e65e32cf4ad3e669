"""The measures of benchmarks/garble.py, which is a program and no package, for tests."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType


def program(name: str) -> ModuleType:
    """A program of benchmarks/ as a module."""
    path = Path(__file__).resolve().parents[2] / "benchmarks" / f"{name}.py"
    spec = spec_from_file_location(f"benchmarks_{name}", path)
    assert spec and spec.loader
    module = module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


_garble = program("garble")
readings, alike = _garble.readings, _garble.overlap
