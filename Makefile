# Start with `make demo` and `make test`. All targets run in .venv; the first one that needs it creates it.
SHELL := /bin/bash
PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3,$(shell command -v $(name) 2>/dev/null)))
BIN := .venv/bin
READY := .venv/.ready
RECIPE ?= recipes/stdlib.toml
OUT ?= out/$(basename $(notdir $(RECIPE)))
DATA ?= out/stdlib
MODEL ?= Qwen/Qwen2.5-Coder-0.5B-Instruct
ENCODER ?= out/encoder-tiny
DOCKERFILE ?= deploy/dataflow/gpu.Dockerfile
needs = $(foreach name,$(1),$(if $($(name)),,$(error make $@ needs $(name)=…)))

.PHONY: demo test test-hostile test-gcp setup setup-vllm lint release verify inspect report diff publish train evaluate serve demo-llm portable image lock sbom audit dataflow flink bench clean help

demo: setup  ## set up, make and verify a release of the default recipe, show pairs, train and evaluate a small encoder
	$(BIN)/pairloom release recipes/stdlib.toml --out out/stdlib --overwrite
	$(BIN)/pairloom verify out/stdlib
	$(BIN)/pairloom inspect out/stdlib -n 2
	$(BIN)/pairloom encoder train recipes/encoder-tiny.toml --data out/stdlib --out out/encoder-tiny --overwrite
	$(BIN)/pairloom encoder evaluate out/encoder-tiny --data out/stdlib --out out/encoder-tiny/results.json

test: setup  ## set up and run the tests
	$(BIN)/pytest -n auto -m "not vllm and not browser"
	$(BIN)/pytest -m "vllm or browser"

test-hostile: setup  ## run the attacks on the sandbox and the gates, in every language, in less than ten minutes
	$(BIN)/pytest -n auto -m hostile

test-gcp: setup  ## run the tests of Dataflow and gs:// against local servers; installs the extra gcp
	$(BIN)/python -m pip install --quiet --editable '.[gcp]'
	$(BIN)/pytest tests/deploy tests/pipelines/running/test_buckets_gs.py

setup: $(READY)  ## prepare .venv, if it is not ready

$(READY): pyproject.toml
	@test -n "$(PYTHON)" || { echo "pairloom needs Python 3.11 or 3.12: install one, or run make PYTHON=/path/to/python"; exit 2; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev,encoder]'
	@touch $@

setup-vllm:  ## prepare .venv-vllm, a separate environment for vLLM
	deploy/vllm/setup.sh .venv-vllm $(PYTHON)

lint: setup  ## run ruff and mypy, as CI does
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

release: setup  ## make a release: make release RECIPE=recipes/x.toml OUT=DIR
	$(BIN)/pairloom release $(RECIPE) --out $(OUT) --resume

verify: setup  ## verify a release: make verify OUT=DIR
	$(BIN)/pairloom verify $(OUT)

inspect: setup  ## show pairs: make inspect OUT=DIR
	$(BIN)/pairloom inspect $(OUT)

report: setup  ## write card and report again: make report OUT=DIR
	$(BIN)/pairloom report $(OUT)

diff: setup  ## compare two releases: make diff A=DIR B=DIR
	$(BIN)/pairloom diff $(A) $(B)

publish: setup  ## upload a release to the Hugging Face hub: make publish OUT=DIR REPO=ORG/NAME
	$(BIN)/pairloom publish $(OUT) --repo $(REPO)

train: setup  ## train an encoder: make train RECIPE=recipes/encoder-x.toml DATA=RELEASE OUT=DIR
	$(BIN)/pairloom encoder train $(RECIPE) --data $(DATA) --out $(OUT)

evaluate: setup  ## evaluate an encoder: make evaluate ENCODER=DIR DATA=RELEASE
	$(BIN)/pairloom encoder evaluate $(ENCODER) --data $(DATA) --out $(ENCODER)/results.json

serve: setup-vllm  ## serve a model with vLLM on this machine: make serve MODEL=NAME
	MODEL=$(MODEL) deploy/vllm/serve.sh

demo-llm: setup setup-vllm  ## release of the sample with a small open model, which is downloaded: make demo-llm [MODEL=NAME or folder]
	$(BIN)/pairloom release recipes/demo-llm.toml --out out/demo-llm --overwrite --set translate.model=$(MODEL)

portable: setup  ## start Beam's job server and worker processes on this machine, to test a recipe as a cluster will run it
	$(BIN)/python -m pairloom.pipelines.running.portable

image:  ## build the container image for clusters: make image IMAGE=NAME LAUNCHER=sha256:DIGEST [DOCKERFILE=deploy/dataflow/Dockerfile, without vLLM]
	@:$(call needs,IMAGE LAUNCHER)
	docker build --file $(DOCKERFILE) --build-arg LAUNCHER=$(LAUNCHER) --tag $(IMAGE) .

LOCK := pip compile --quiet --upgrade --generate-hashes --no-header --no-annotate --no-emit-index-url --python-version 3.11 --python-platform x86_64-manylinux_2_28
lock: setup  ## lock the versions and hashes of all packages in the images; needs the network
	$(BIN)/python -m pip install --quiet uv
	echo 'setuptools>=77' | $(BIN)/uv $(LOCK) pyproject.toml - --extra gcp --extra aws --output-file deploy/dataflow/requirements.txt
	echo 'vllm==0.33.0' | $(BIN)/uv $(LOCK) - --output-file deploy/vllm/requirements.txt

sbom: setup  ## write the software bill of materials of the images (CycloneDX): out/sbom.json, out/sbom-vllm.json
	$(BIN)/python -m pip install --quiet cyclonedx-bom
	mkdir -p out
	$(BIN)/cyclonedx-py requirements deploy/dataflow/requirements.txt --output-file out/sbom.json
	$(BIN)/cyclonedx-py requirements deploy/vllm/requirements.txt --output-file out/sbom-vllm.json

audit: setup  ## look for known vulnerabilities in the locked packages; needs the network
	$(BIN)/python -m pip install --quiet pip-audit
	$(BIN)/pip-audit --require-hashes --disable-pip --requirement deploy/dataflow/requirements.txt
	$(BIN)/pip-audit --require-hashes --disable-pip --requirement deploy/vllm/requirements.txt

dataflow: setup  ## make a release on Dataflow: make dataflow RECIPE=recipes/x.toml PROJECT=… REGION=… BUCKET=… IMAGE=… [BEAM='more options']
	@:$(call needs,PROJECT REGION BUCKET IMAGE)
	$(BIN)/python -m pip install --quiet --editable '.[gcp]'
	$(BIN)/pairloom release $(RECIPE) --out gs://$(BUCKET)/releases/$(basename $(notdir $(RECIPE))) --resume \
	  --runner=DataflowRunner --project=$(PROJECT) --region=$(REGION) --temp_location=gs://$(BUCKET)/temp \
	  --sdk_container_image=$(IMAGE) --sdk_location=container $(BEAM)

flink: setup  ## make a release on Flink: make flink RECIPE=recipes/x.toml OUT=s3://BUCKET/x FLINK=HOST:8081 [BEAM='more options']
	@:$(call needs,OUT FLINK)
	$(BIN)/pairloom release $(RECIPE) --out $(OUT) --runner=FlinkRunner --flink_master=$(FLINK) --flink_version=2.2 \
	  --environment_type=EXTERNAL --environment_config=localhost:8098 --parallelism=16 $(BEAM)

bench: setup  ## run all benchmarks that need no other software; they take a while
	for name in dedup pipeline saturation encoder checks; do $(BIN)/python benchmarks/$$name.py; done

clean:  ## remove the environments and all generated files
	rm -rf .venv .venv-* out build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache

help:  ## list all targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14
