#!/bin/sh
# The install steps of the container files, for a Debian with Python 3.11. Usage: install.sh SOURCE [cpu | gpu]
# gpu adds vLLM in a separate environment, /opt/vllm, because vLLM and the pipeline pin different versions.
set -eu

source=$1
kind=${2:-cpu}
# what `make lock` wrote: every version, with the hashes of its files
python3 -m pip install --no-cache-dir --quiet --require-hashes --requirement "$source/deploy/dataflow/requirements.txt"
python3 -m pip install --no-cache-dir --quiet --no-deps --no-build-isolation "$source"
python3 -m pip check
python3 -c "import pairloom.pipelines.graph.build, pairloom.pipelines.graph.steps.deduplicate, pairloom.translators.registry"
if [ "$kind" = gpu ]; then
    # vLLM compiles kernels when it starts
    apt-get update
    apt-get install --yes --no-install-recommends gcc g++
    rm -rf /var/lib/apt/lists/*
    VLLM_DEVICE=gpu "$source/deploy/vllm/setup.sh" /opt/vllm python3
fi
