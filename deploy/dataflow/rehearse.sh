#!/bin/sh
# Runs the install steps of the container files in a plain Debian, on machines that cannot build images. Needs root and
# debootstrap. Usage: rehearse.sh FOLDER [cpu | gpu]. FOLDER must not exist; it takes 2.5 GB, with gpu 12 GB.
set -eu

root=$1
kind=${2:-cpu}
source=$(cd "$(dirname "$0")/../.." && pwd)
beam=$(sed -n 's/.*"apache-beam==\([0-9.]*\)".*/\1/p' "$source/pyproject.toml")
if [ -e "$root" ]; then
    echo "$root exists already" >&2
    exit 2
fi

# runs a command in FOLDER, with the devices of this machine and a separate process namespace
inside() {
    unshare --mount --fork --pid sh -c '
        root=$1
        shift
        mount -t proc proc "$root/proc"
        mount --rbind /dev "$root/dev"
        exec chroot "$root" env -i PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin HOME=/root LANG=C.UTF-8 "$@"
    ' sh "$root" "$@"
}

debootstrap --variant=minbase --include=ca-certificates,python3,python3-dev,python3-pip,python3-venv bookworm "$root"
# the base image has its own Python without a package manager, so pip may install into it
rm "$root"/usr/lib/python3.*/EXTERNALLY-MANAGED
for file in /etc/resolv.conf /etc/pip.conf /etc/ssl/certs/ca-certificates.crt; do
    if [ -f "$file" ]; then cp "$file" "$root$file"; fi # settings for package downloads
done

# replaces the base image, which has Beam with these extras
inside python3 -m pip install --no-cache-dir --quiet "apache-beam[gcp,dataframe,test]==$beam"
mkdir -p "$root/opt/pairloom"
git -C "$source" archive HEAD | tar -x -C "$root/opt/pairloom" # COPY . /opt/pairloom
inside /opt/pairloom/deploy/dataflow/install.sh /opt/pairloom "$kind"

# the commands that launcher and workers start with
inside python3 /opt/pairloom/deploy/dataflow/main.py --help
inside pairloom release /opt/pairloom/recipes/stdlib.toml --out /tmp/out --limit 20
inside pairloom verify /tmp/out
if [ "$kind" = gpu ]; then
    inside /opt/vllm/bin/python -c "import vllm; print(vllm.__version__, vllm.LLM)"
fi
