"""The published layouts that pairloom reads by name: one row each. docs/sources.md says where each was looked up."""

from pipelines.sources.rows import Layout

LAYOUTS: dict[str, Layout] = {
    "codesearchnet": Layout(
        title="CodeSearchNet: the original jsonl.gz and the hub's Parquet",
        fields={
            "text": ("docstring", "func_documentation_string"),
            "code": ("code", "func_code_string", "original_string", "whole_func_string"),
            "language": ("language",),
            "function_name": ("func_name",),
            "repository": ("repo", "repository_name"),
            "path": ("path", "func_path_in_repository"),
            "split": ("partition", "split_name"),
            "url": ("url", "func_code_url"),
            "license": ("license",),
        },
        documented=True,
    ),
}
