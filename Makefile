# One file for people and for CI. `make help` lists the targets.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
COMPOSE = $(shell docker compose version >/dev/null 2>&1 && echo docker compose || echo docker-compose)
PIP := $(BIN)/python -m pip --disable-pip-version-check -q

.DEFAULT_GOAL := help
.PHONY: help run test lint images up down model openapi lock clean

help: ## Show the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.running ## Start the web interface (UI_PORT, 8501) and the API (API_PORT, 8000) together
	@$(BIN)/twitter-sentiment start

test: $(VENV)/.everything lint ## Run all checks and tests
	$(BIN)/python -m pytest -n 2 --dist loadfile -rs

lint: $(VENV)/.everything ## Run ruff, mypy and import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

images: ## Build both container images
	$(COMPOSE) build

up: .env ## Build and start both containers, in the background
	$(COMPOSE) up --build -d

down: ## Stop the containers; the history stays in its volume
	$(COMPOSE) down

.env:
	cp .env.example .env

openapi: $(VENV)/.everything ## Write docs/openapi.json, the description of the API
	$(BIN)/python scripts/openapi.py

model: $(VENV)/.everything ## Train the embedded model anew, best on a GPU (scripts/make_model.sh has its settings)
	PYTHON=$(BIN)/python scripts/make_model.sh

# On Linux torch brings these itself, pinned by its own release; a CPU build of torch brings none of them.
GPU_PACKAGES := cuda-bindings cuda-pathfinder cuda-toolkit triton nvidia-cublas nvidia-cuda-cupti nvidia-cuda-nvrtc \
	nvidia-cuda-runtime nvidia-cudnn-cu13 nvidia-cufft nvidia-cufile nvidia-curand nvidia-cusolver nvidia-cusparse \
	nvidia-cusparselt-cu13 nvidia-nccl-cu13 nvidia-nvjitlink nvidia-nvshmem-cu13 nvidia-nvtx
COMPILE := $(BIN)/uv pip compile -q pyproject.toml --universal --python-version 3.11 --no-annotate \
	--custom-compile-command 'make lock' $(addprefix --no-emit-package ,$(GPU_PACKAGES))

lock: $(BIN)/python ## Pin the newest allowed versions in the requirements files
	@$(PIP) install "uv>=0.13,<0.14"
	@$(COMPILE) --upgrade --all-extras -o requirements.dev.txt
	@$(COMPILE) --constraints requirements.dev.txt --extra serving --extra training -o requirements.txt
	@$(COMPILE) --constraints requirements.dev.txt --extra serving -o requirements.api.txt
	@$(COMPILE) --constraints requirements.dev.txt --extra ui -o requirements.ui.txt

clean: ## Remove the virtual environment and caches
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

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
