#!/bin/sh
# What the container files install into a Debian with Python 3.11. Usage: install.sh SOURCE [cpu | gpu]
# gpu adds vLLM in an environment of its own, /opt/vllm: it pins other versions than the pipeline.
set -eu

source=$1
kind=${2:-cpu}
python3 -m pip install --no-cache-dir --quiet "$source[gcp,aws]"
python3 -m pip check
python3 -c "import pairloom.pipelines.graph.build, pairloom.pipelines.graph.steps.deduplicate, pairloom.translators.registry"
if [ "$kind" = gpu ]; then
    # vLLM compiles kernels when it starts
    apt-get update
    apt-get install --yes --no-install-recommends gcc g++
    rm -rf /var/lib/apt/lists/*
    VLLM_DEVICE=gpu "$source/deploy/vllm/setup.sh" /opt/vllm python3
fi
