# One file for people and for CI. `make help` lists the targets.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
COMPOSE = $(shell docker compose version >/dev/null 2>&1 && echo docker compose || echo docker-compose)
PIP := $(BIN)/python -m pip --disable-pip-version-check -q

.DEFAULT_GOAL := help
.PHONY: help run check test test-slow lint images pin-images up down model openapi lock sbom clean

help: ## Show the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.running ## Start the web interface (UI_PORT, 8501) and the API (API_PORT, 8000) together
	@$(BIN)/twitter-sentiment start

# Percent of the lines of src/twitter_sentiment that `make test` must run: 96.2 were measured, less one for what depends on
# the machine (a GPU, bf16, PostgreSQL).
COVERAGE_FLOOR := 95
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadfile -rs

check: $(VENV)/.everything lint ## The fast loop: all linters and the tests that take less than a second
	$(PYTEST) -q -m "not slow and not e2e and not stress"

test: $(VENV)/.everything lint ## Run all linters and all tests but the stress tests, with coverage
	$(PYTEST) -m "not stress" --cov --cov-report=term:skip-covered --cov-fail-under=$(COVERAGE_FLOOR)

test-slow: $(VENV)/.everything ## Run the stress tests: floods, kills, soaks, the longest trainings
	$(PYTEST) -m stress

lint: $(VENV)/.everything ## Run ruff, mypy, import-linter and codespell
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell

images: ## Build both container images
	$(COMPOSE) build

pin-images: .env ## Write the digests of the images in use into .env, which then fixes them
	@$(PYTHON) scripts/pin_images.py .env

up: .env ## Build and start both containers, in the background
	$(COMPOSE) up --build -d

down: ## Stop the containers; the history stays in its volume
	$(COMPOSE) down

.env:
	cp .env.example .env

openapi: $(VENV)/.everything ## Write docs/openapi.json, the description of the API
	$(BIN)/python scripts/openapi.py

model: $(VENV)/.everything ## Train the default model again, best on a GPU (scripts/make_model.sh has its settings)
	PYTHON=$(BIN)/python scripts/make_model.sh

# On Linux torch brings these itself, pinned by its own release; a CPU build of torch brings none of them.
GPU_PACKAGES := cuda-bindings cuda-pathfinder cuda-toolkit triton nvidia-cublas nvidia-cuda-cupti nvidia-cuda-nvrtc \
	nvidia-cuda-runtime nvidia-cudnn-cu13 nvidia-cufft nvidia-cufile nvidia-curand nvidia-cusolver nvidia-cusparse \
	nvidia-cusparselt-cu13 nvidia-nccl-cu13 nvidia-nvjitlink nvidia-nvshmem-cu13 nvidia-nvtx
COMPILE := $(BIN)/uv pip compile -q pyproject.toml --universal --python-version 3.11 --no-annotate \
	--custom-compile-command 'make lock' $(addprefix --no-emit-package ,$(GPU_PACKAGES))

$(BIN)/uv: | $(BIN)/python
	@$(PIP) install "uv>=0.13,<0.14"

# The files with torch have no hashes: its GPU packages are left to its own release, and pip takes hashes for all or none.
lock: $(BIN)/uv ## Pin the newest allowed versions in the requirements files
	@$(COMPILE) --upgrade --all-extras --group dev -o requirements.dev.txt
	@$(COMPILE) --constraints requirements.dev.txt --extra serving --extra training -o requirements.txt
	@$(COMPILE) --constraints requirements.dev.txt --generate-hashes --extra serving -o requirements.api.txt
	@$(COMPILE) --constraints requirements.dev.txt --generate-hashes --extra ui -o requirements.ui.txt

sbom: $(BIN)/uv ## Write what the images and a training install, as CycloneDX, to sbom/
	@mkdir -p sbom
	@for part in api. ui. ""; do \
		$(BIN)/uv tool run -q --from cyclonedx-bom==7.5.0 cyclonedx-py requirements --output-reproducible \
			-o sbom/requirements.$${part}cdx.json requirements.$${part}txt || exit 1; \
	done

clean: ## Remove the virtual environment and caches
	rm -rf $(VENV) .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: make PYTHON=python3.11 …"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.running: requirements.api.txt requirements.ui.txt pyproject.toml | $(BIN)/python
	@echo "Installing what the API and the web interface need …"
	@$(PIP) install -r requirements.api.txt -r requirements.ui.txt
	@$(PIP) install --no-deps -e .
	@touch $@

$(VENV)/.everything: requirements.dev.txt pyproject.toml | $(BIN)/python
	@echo "Installing everything …"
	@$(PIP) install -r requirements.dev.txt
	@$(PIP) install --no-deps -e .
	@touch $@ $(VENV)/.running
