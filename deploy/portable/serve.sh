#!/bin/sh
# Runs Beam's job server and worker pool on this machine until interrupted. Usage: serve.sh [JOB_PORT] [POOL_PORT]
# Then run in another terminal: pairloom release RECIPE --out DIR, followed by the printed options.
set -eu

environment=$(cd "$(dirname "$0")/../.." && pwd)/.venv/bin
jobs=${1:-8099}
pool=${2:-8098}
# the pool starts its workers as "python"; with another Python than this environment's they die without a message
PATH=$environment:$PATH
export PATH
python -m apache_beam.runners.portability.local_job_service_main --port "$jobs" &
first=$!
python -m apache_beam.runners.worker.worker_pool_main --service_port="$pool" &
second=$!
trap 'kill $first $second' INT TERM EXIT
echo "--runner=PortableRunner --job_endpoint=localhost:$jobs" \
    "--environment_type=EXTERNAL --environment_config=localhost:$pool"
wait $first $second
