# SPDX-License-Identifier: GPL-3.0-or-later
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.ONESHELL:
MAKEFLAGS += --no-print-directory

SERVICES := auth confd confgend sysconfd amid agid provd call-logd
SOURCES := $(wildcard libs/*/src services/*/src)
empty :=
space := $(empty) $(empty)
PY := .venv/bin/python
TEST_PROJECT = $(or $(XIVO_TEST_PROJECT),xivo-test)
TEST_COMPOSE = docker compose -p $(TEST_PROJECT) --env-file build/test/secrets.env -f compose.yaml -f tests-integration/compose.test.yaml

##@ The fleet
.PHONY: up down ps logs shell bans unban reset build
up: ## Install what is missing, build the images, start everything, say what is where
	@scripts/up
build: ## Build the images (I="confd ..." for some of them)
	@scripts/docker-install && scripts/secrets && scripts/build $(I)
down: ## Stop the fleet; data stays
	@docker compose down --remove-orphans
ps: ## List the containers, their health and ports
	@docker compose ps --all
logs: ## Follow logs (S=confd for one service)
	@docker compose logs --tail $(or $(N),200) --follow $(S)
shell: ## Open a shell in a container (S=confd)
	@docker compose exec $(or $(S),$(error say which one: make shell S=confd)) bash
bans: ## List who is banned for guessing passwords, with the seconds that are left
	@docker compose exec guard guard list
unban: ## Let an address in again (IP=192.0.2.7)
	@docker compose exec guard guard unban $(or $(IP),$(error say which one: make unban IP=192.0.2.7))
reset: ## Delete all data and secrets (asks first; FORCE=1 does not)
	@scripts/reset

##@ Checks
.PHONY: setup check lint format typecheck layers contracts migrations test-unit headers configs card devices-doc devices-check coverage-check new-daemon
setup: ## Install what checks and tests need (Python environment, PostgreSQL's programs)
	@scripts/dev-setup
check: setup lint typecheck layers headers configs card devices-check contracts migrations coverage-check test-unit ## Everything that needs no container; what CI runs first
	@echo "make check: all good"
lint: setup ## ruff: rules and format
	@.venv/bin/ruff check . && .venv/bin/ruff format --check .
format: setup ## Let ruff format and fix what it can
	@.venv/bin/ruff format . && .venv/bin/ruff check --fix .
typecheck: setup ## mypy --strict over each package and each phone family
	@MYPYPATH=$(subst $(space),:,$(SOURCES)) .venv/bin/mypy --strict $(SOURCES)
	@$(PY) scripts/typecheck_families.py
layers: setup ## import-linter: who may import whom
	@.venv/bin/lint-imports --no-cache
headers: setup ## Each source file names its licence
	@$(PY) scripts/check_headers.py
configs: setup ## Each service accepts its own etc/config.yml
	@$(PY) scripts/check_configs.py
card: setup ## The quality cards: what each phone family and daemon promises, and which test shows it
	@$(PY) scripts/card.py
devices-doc: setup ## Write docs/devices.md from the support matrix of provd
	@$(PY) scripts/devices_doc.py
devices-check: setup
	@$(PY) scripts/devices_doc.py --check
contracts: setup ## schemas/ says what the code does, and nothing of the last release is gone
	@$(PY) scripts/schemas.py --check
	@$(PY) scripts/compatibility.py
schemas: setup ## Write schemas/ (OpenAPI, events) from the code
	@$(PY) scripts/schemas.py
migrations: setup ## alembic check: models and migrations agree in each service that owns data
	@$(PY) -m xivo_store.migrations check xivo_auth xivo_confd xivo_provd xivo_call_logd xivo_dird
new-daemon: ## Make the folder of a new daemon (N=statd PORT=9495)
	@$(PY) scripts/new_daemon.py $(or $(N),$(error say its name: make new-daemon N=statd PORT=9495)) $(PORT)
coverage: setup ## Write docs/coverage.md (requirement -> tests) and docs/configuration-rows.md (requirement -> resource)
	@$(PY) scripts/coverage.py
coverage-check: setup
	@$(PY) scripts/coverage.py --check
test-unit: setup ## Unit tests: no network, real PostgreSQL over a unix socket (T=services/confd for a part)
	@.venv/bin/pytest --disable-socket --allow-unix-socket -n $(or $(J),2) $(or $(T),libs services)

##@ Plugins
.PHONY: plugin-repo
plugin-repo: setup ## Make the signed repositories of phone families, for any web server (KEY=file of the private key; made if missing)
	@$(PY) -m xivo_provd.plugin.publish services/provd/families build/plugin-repo $(or $(KEY),build/plugin-repo.key) deploy/dhcp/templates/dhcpd_update

##@ The whole truth
.PHONY: test test-integration test-up test-down bench schemas coverage help
test: check test-integration ## All tests: make check, then the real fleet with phones
test-integration: setup build ## The fleet under test, through pytest (T=... for a part, FLEETS=2 for two side by side, XIVO_TEST_KEEP=1 keeps it up)
	@scripts/build phone browser && scripts/secrets build/test/secrets.env
	.venv/bin/pytest -n $(or $(FLEETS),0) --dist loadfile --no-loadscope-reorder --timeout 900 -m "integration or fault" $(or $(T),tests-integration)
test-up: build ## Bring the fleet under test up without running the tests
	@scripts/build phone browser && scripts/secrets build/test/secrets.env && $(TEST_COMPOSE) up -d --wait --wait-timeout 240
test-down: ## Remove the fleets under test and their data
	@for project in $(TEST_PROJECT) $$(docker compose ls -aq --filter name='^$(TEST_PROJECT)-gw[0-9]+$$'); do \
		$(TEST_COMPOSE) -p $$project down --volumes --remove-orphans; done
bench: setup ## Measure; figures are ratios (see benchmarks/README.md)
	@benchmarks/run

help: ## This list
	@awk 'BEGIN { FS = ":.*## " } /^##@/ { printf "\n%s\n", substr($$0, 5) } /^[a-z-]+:.*## / { printf "  %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
