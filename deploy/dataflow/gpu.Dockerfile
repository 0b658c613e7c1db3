# The image for workers with an accelerator and vLLM. It also works for steps without one, so a job needs only one image.
# In the recipe: [translate.vllm] python = "/opt/vllm/bin/python". The driver is the one of the worker's machine: vLLM's
# wheels contain CUDA and need a driver that is new enough for it.
# Build from the root of the repository: make image IMAGE=NAME LAUNCHER=sha256:… DOCKERFILE=deploy/dataflow/gpu.Dockerfile
# Google documents no tag but "latest", so the digest is given; only one program is copied from this image
ARG LAUNCHER
FROM gcr.io/dataflow-templates-base/python311-template-launcher-base@${LAUNCHER} AS launcher

FROM apache/beam_python3.11_sdk:2.77.0
COPY . /opt/pairloom
RUN /opt/pairloom/deploy/dataflow/install.sh /opt/pairloom gpu

# Model weights are downloaded from the hub or a bucket when a worker starts, or copied into the image, e.g.
#   COPY weights /opt/weights        and in the recipe: model = "/opt/weights"

COPY --from=launcher /opt/google/dataflow/python_template_launcher /opt/google/dataflow/python_template_launcher
ENV FLEX_TEMPLATE_PYTHON_PY_FILE=/opt/pairloom/deploy/dataflow/main.py
RUN useradd --uid 10001 --create-home pairloom
USER 10001
ENTRYPOINT ["/opt/apache/beam/boot"]
