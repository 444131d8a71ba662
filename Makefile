# Everything a user does. Every target sets up what it needs once (.venv); `make help` lists the targets.
SHELL := /bin/sh
unexport PYTHONDONTWRITEBYTECODE  # without bytecode every start compiles every library again
PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
RUN := $(BIN)/python -m pipeline
STAMP := $(VENV)/.installed

# Given on the command line: make analyze EXPORT=answers.csv ROSTER=roster.csv INSTRUMENT=… BINDING=… WAVE=2026-11 OUT=outputs
option = $(if $($(1)),--$(2) "$($(1))")
ANALYZE = $(if $(EXPORT),"$(EXPORT)") $(call option,EXPORTS,exports) $(if $(JSON),--json) $(if $(QUIET),--quiet) $(call option,ROSTER,roster) $(call option,INSTRUMENT,instrument) \
          $(call option,BINDING,binding) $(call option,WAVE,wave) $(call option,OUT,out) $(call option,PRIVATE,private) \
          $(call option,CODEBOOK,codebook) $(call option,SCORING,scoring) $(call option,TRAINED,trained) $(call option,ACTIONS,actions) $(if $(ORDINAL_ALPHA),--ordinal-alpha) \
          $(if $(CONTACTS),--contacts) $(if $(COMMENTS),--comments) $(call option,NAMES,names) $(call option,CLUSTER,cluster)
PLAN = $(call option,OUT,out) $(call option,HOURS,hours) $(call option,CLASS_SIZE,class-size) $(call option,SMALLEST,smallest) \
       $(call option,LENGTH,length) $(call option,PER_PERSON,per-person) $(call option,CLASSES,classes) $(call option,MOST,most) \
       $(call option,FLOOR,floor) $(call option,DEPARTMENT_FLOOR,department-floor) $(call option,SILENT,silent) \
       $(if $(WAITING),--waiting) $(call option,START,start) $(call option,DAYS,days) $(call option,AT,at) $(call option,A_DAY,a-day) \
       $(call option,SAVE,save)
ASSUMED = $(call option,RESPONSE,response) $(call option,SHARE,share) $(call option,CALM,calm) $(call option,OTHERS,others) $(call option,SURELY,surely) $(call option,OUT,out)

.PHONY: help setup analyze inspect draft questionnaire simulate samplesize field audit close forget plan publish quotes explain doctor dashboard workbench test check format benchmark fuzz pictures lock wheelhouse clean
.DEFAULT_GOAL := help

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | awk -F '\t' '{printf "  make %-11s %s\n", $$1, $$2}'

setup: $(STAMP) ## install what is needed into .venv (done by every other target)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3,11) <= sys.version_info[:2] <= (3,13) else "Python 3.11, 3.12 or 3.13 is needed; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12")'
	@echo "Setting up .venv (once)…"
	@if [ -z "$(WHEELHOUSE)" ] && command -v uv >/dev/null 2>&1; then \
	  uv venv -q --allow-existing --python "$$(command -v $(PYTHON))" $(VENV) && \
	  uv pip sync -q --python $(BIN)/python --require-hashes requirements.lock && \
	  uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e . ; \
	else \
	  $(PYTHON) -m venv $(VENV) && \
	  $(BIN)/python -m pip install -q --disable-pip-version-check --no-compile --require-hashes --only-binary :all: \
	    $(if $(WHEELHOUSE),--no-index --find-links "$(WHEELHOUSE)") -r requirements.lock && \
	  $(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation $(if $(WHEELHOUSE),--no-index) -e . ; \
	fi
	@touch $(STAMP)

analyze: $(STAMP) ## analyze an export (EXPORT=, also a pattern of files: docs/large.md; ROSTER= INSTRUMENT= BINDING= WAVE= OUT= TRAINED= ACTIONS= CONTACTS=1 COMMENTS=1 NAMES=); without EXPORT what is new in exports/ (EXPORTS=), else the shipped sample
	@$(RUN) analyze $(ANALYZE)

inspect: $(STAMP) ## say what an export is and what binds to the instrument (EXPORT= INSTRUMENT= BINDING= CODEBOOK= JSON=1)
	@$(RUN) inspect "$(EXPORT)" $(call option,INSTRUMENT,instrument) $(call option,BINDING,binding) $(call option,CODEBOOK,codebook) $(if $(JSON),--json)

draft: $(STAMP) ## propose an instrument and a binding for an export of another questionnaire (EXPORT= LABELS=)
	@$(RUN) draft "$(EXPORT)" $(call option,LABELS,labels) $(call option,CODEBOOK,codebook)

questionnaire: $(STAMP) ## write the survey for your platform, with letters (FOR=redcap|kobo|limesurvey|qualtrics|googleforms|word|sheet INSTRUMENT= COMMENTS=1 CONTACT=1 LINKED=1 TOPICS= OUT=)
	@$(RUN) questionnaire $(if $(INSTRUMENT),"$(INSTRUMENT)") $(call option,FOR,for) $(if $(COMMENTS),--comments) $(if $(CONTACT),--contact) $(if $(LINKED),--linked) $(call option,TOPICS,topics) $(call option,OUT,out)

simulate: $(STAMP) ## make up an organisation and its export (PRESET=sample|small_center|linked OUT=), or answers to your questionnaire (PRESET=questionnaire FOR= INSTRUMENT= PEOPLE= or ROSTER= RESPONSE=, and as questionnaire)
	@$(RUN) simulate $(PRESET) $(if $(INSTRUMENT),"$(INSTRUMENT)") $(call option,FOR,for) $(call option,PEOPLE,people) $(call option,ROSTER,roster) $(call option,RESPONSE,response) $(if $(COMMENTS),--comments) $(if $(CONTACT),--contact) $(if $(LINKED),--linked) $(call option,TOPICS,topics) $(call option,OUT,out)

samplesize: $(STAMP) ## say how many answers each role and department needs, before launch (ROSTER= INSTRUMENT= RESPONSE=60% SHARE=55% CALM= OTHERS= SURELY= OUT=; docs/fielding.md)
	@$(RUN) sample-size $(if $(INSTRUMENT),"$(INSTRUMENT)") $(call option,ROSTER,roster) $(ASSUMED)

field: $(STAMP) ## say how far the survey is, in bands, while people answer (EXPORT= ROSTER= WAVE= INSTRUMENT= BINDING=, and as samplesize)
	@$(RUN) field $(if $(EXPORT),"$(EXPORT)") $(call option,ROSTER,roster) $(call option,WAVE,wave) $(call option,INSTRUMENT,instrument) $(call option,BINDING,binding) $(call option,CODEBOOK,codebook) $(ASSUMED)

audit: $(STAMP) ## run the attacker on what is published: every wave, or one (WAVE= OUT= PRIVATE=)
	@$(RUN) audit "$(or $(OUT),outputs)$(if $(WAVE),/$(WAVE))" $(call option,PRIVATE,private) $(if $(JSON),--json)

quotes: $(STAMP) ## write comments that you read and approved into a file for a talk (WAVE= FILE=quotes.txt OUT= PRIVATE=; docs/comments.md)
	@$(RUN) quotes "$(WAVE)" --out "$(FILE)" $(call option,OUT,outputs) $(call option,PRIVATE,private)

explain: $(STAMP) ## tell what stands behind a number of a report (ID=K7Q2-9FXM.share WAVE= OUT= JSON=1)
	@$(RUN) explain "$(ID)" $(call option,WAVE,wave) $(call option,OUT,out) $(if $(JSON),--json)

doctor: $(STAMP) ## check that outputs and private files are whole, unchanged and belong together (OUT= PRIVATE= EXPORTS= REPAIR=1 JSON=1)
	@$(RUN) doctor $(call option,OUT,out) $(call option,PRIVATE,private) $(call option,EXPORTS,exports) $(if $(REPAIR),--repair) $(if $(JSON),--json)

close: $(STAMP) ## freeze a wave: later results change safely or not at all (WAVE= OUT= PRIVATE=)
	@$(RUN) close "$(WAVE)" $(call option,OUT,out) $(call option,PRIVATE,private) $(if $(JSON),--json)

forget: $(STAMP) ## delete the private rows of a respondent who linked their answers (asks for the code; PRIVATE=), or a contact (CONTACT=1)
	@$(RUN) forget $(call option,PRIVATE,private) $(if $(CONTACT),--contact)

plan: $(STAMP) ## find the classes that meet most need (HOURS= CLASS_SIZE= LENGTH= FLOOR= START= SAVE= ARGS=; docs/training.md)
	@$(RUN) plan $(WAVE) $(PLAN) $(ARGS)

publish: $(STAMP) ## write released tables into a database (TO= WAVE= SCHEMA= PREFIX= OUT= DRAFT=1; docs/database.md)
	@$(RUN) publish $(WAVE) --to "$(TO)" $(call option,OUT,out) $(call option,SCHEMA,schema) $(call option,PREFIX,prefix) $(if $(DRAFT),--draft)

dashboard: $(STAMP) ## open the dashboard on this machine, or behind a sign-in (OUT= ACCESS=)
	@$(RUN) dashboard $(call option,OUT,out) $(call option,ACCESS,access)

workbench: $(STAMP) ## open the analyst's workbench on this machine: drop an export, decide, run, close (OUT= PRIVATE= PORT=; docs/workbench.md)
	@$(RUN) workbench $(call option,OUT,out) $(call option,PRIVATE,private) $(call option,PORT,port)

test: $(STAMP) ## run the tests, in a process per processor, at most eight (ARGS= for pytest)
	@$(BIN)/python -m pytest $(or $(ARGS),-n auto --maxprocesses 8 --dist loadfile --no-loadscope-reorder)

check: $(STAMP) ## lint, format and types
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

format: $(STAMP) ## put the code into its format
	@$(BIN)/ruff check --fix -q . ; $(BIN)/ruff format .

benchmark: $(STAMP) ## measure speed, memory, flags and the attack (hours; the long ones last); writes benchmarks/RESULTS.md
	@$(BIN)/python -m benchmarks.start_up && $(BIN)/python -m benchmarks.speed && $(BIN)/python -m benchmarks.findings
	@$(BIN)/python -m benchmarks.end_to_end 1000 10000 100000 && $(BIN)/python -m benchmarks.exports; $(BIN)/python -m benchmarks.same_bytes
	@$(BIN)/python -m benchmarks.dashboard_load && $(BIN)/python -m benchmarks.dashboard_speed
	@$(BIN)/python -m benchmarks.attack; $(BIN)/python -m benchmarks.linked_attack; $(BIN)/python -m benchmarks.flags
	@$(BIN)/python -m benchmarks.barriers; $(BIN)/python -m benchmarks.change; $(BIN)/python -m benchmarks.measurement; OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.sample_size
	@OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.reluctance; OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.training
	@OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.trained; $(BIN)/python -m benchmarks.kills
	@$(BIN)/python -m benchmarks.end_to_end 1000000; $(BIN)/python -m benchmarks.cluster; $(BIN)/python -m benchmarks.end_to_end 10000000
	@$(BIN)/python -m benchmarks.masking; $(BIN)/python -m benchmarks.results_page

fuzz: $(STAMP) ## feed 200,000 damaged files to every reader (about an hour; writes benchmarks/results/fuzz.md)
	@$(BIN)/python -m benchmarks.fuzz

pictures: $(STAMP) ## take the pictures of docs/pictures with a real browser
	@$(BIN)/python -m benchmarks.pictures

lock: ## pin all dependencies again (needs uv)
	uv pip compile -q pyproject.toml --group dev --extra database --extra cluster --universal --no-build --generate-hashes --no-header --no-annotate -o requirements.lock

wheelhouse: $(STAMP) ## download all wheels into wheelhouse/ for a machine without network (then: make WHEELHOUSE=wheelhouse analyze)
	@$(BIN)/python -m ensurepip -U >/dev/null 2>&1; $(BIN)/python -m pip download -q --disable-pip-version-check --require-hashes \
	  --only-binary :all: -r requirements.lock -d wheelhouse && echo "wheelhouse/ is ready"

clean: ## remove .venv and caches (outputs and private data stay)
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
