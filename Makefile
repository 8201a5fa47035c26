# Podpowiedź: every command a person or a machine needs. `make help` lists them.
.PHONY: help serve test bench kill llm screens lock clean

HOST ?= 127.0.0.1
PORT ?= 8000
UV_VERSION = 0.13.9

help: ## this list
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## /make \1	/' | expand -t 14

serve: ## publish the articles and start the server; options HOST=127.0.0.1 PORT=8000
	@sh .ci/environment
	@echo "— Publishing the articles"
	@.venv/bin/kb publish --keep-rollback || { .venv/bin/kb status >/dev/null 2>&1 && echo "— NOT PUBLISHED, see above. Serving what was published before."; }
	@echo "— Starting the server"
	@exec .venv/bin/kb serve --host "$(HOST)" --port "$(PORT)"

test: ## everything that CI checks: style, types, tests
	@sh .ci/environment --dev
	@sh .ci/chromium
	@echo "— Style (ruff)"
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@echo "— Types (mypy)"
	@.venv/bin/mypy
	@echo "— Tests (pytest)"
	@.venv/bin/python -m pytest --numprocesses auto

bench: ## the benchmarks of docs/benchmarks.md; takes long
	@sh .ci/environment --dev
	@.venv/bin/python -m tests.benchmarks.run

kill: ## agents approve while server, worker and database are killed; steps of chance; minutes
	@sh .ci/environment --dev
	@.venv/bin/python -m tests.benchmarks.desk_kill
	@.venv/bin/python -m tests.benchmarks.desk_kill --database postgresql
	@.venv/bin/python -m tests.benchmarks.desk_steps
	@.venv/bin/python -m tests.benchmarks.publishing_kill

llm: ## servers that misbehave and a real, tiny model of this machine asked for drafts; minutes
	@sh .ci/environment --dev
	@.venv/bin/kb publish
	@.venv/bin/python -m tests.benchmarks.language_model

screens: ## the pictures of docs/screens
	@sh .ci/environment --dev
	@sh .ci/chromium
	@.venv/bin/python -m tests.browser.screens

lock: ## write requirements*.lock from pyproject.toml; UPGRADE=1 takes the newest versions
	@echo "— Resolving dependencies"
	@"$$(sh .ci/python)" -m venv var/lock
	@var/lock/bin/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"
	@var/lock/bin/python .ci/lock.py --uv var/lock/bin/uv $${UPGRADE:+--upgrade}

clean: ## remove the environment and every generated file
	rm -rf .venv var build ./*.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find kb webapp tests -name __pycache__ -type d -prune -exec rm -rf {} +
