"""The packages that pyproject.toml's `package-dir` maps below `pairloom`, found in their folders."""

from setuptools import find_namespace_packages, setup

FOLDERS = ("schemas", "translators", "dedup", "pipelines", "encoder")

found = find_namespace_packages(include=[*FOLDERS, *(f"{name}.*" for name in FOLDERS)], exclude=["*__pycache__*"])
setup(packages=["pairloom", *(f"pairloom.{name}" for name in found)])
