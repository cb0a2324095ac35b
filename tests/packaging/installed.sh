#!/bin/bash
# Builds the wheel, installs it without extras in an empty environment elsewhere, and uses it from an empty folder.
#   tests/packaging/installed.sh [PYTHON]     a version or path; the project's own version by default
set -euo pipefail
project=$(cd "$(dirname "$0")/../.." && pwd)
python=${1:-$(cat "$project/.python-version")}
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
unset PYTHONPATH VIRTUAL_ENV UV_PROJECT_ENVIRONMENT PYTHONDONTWRITEBYTECODE
export RECOVERY_CACHE=${RECOVERY_CACHE:-$place/cache}  # rules that were compiled before need not be again

uv build --quiet --wheel --out-dir "$place/dist" "$project"
uv export --quiet --project "$project" --frozen --no-default-groups --no-emit-project --no-hashes > "$place/locked.txt"
uv venv --quiet --python "$python" "$place/env"
uv pip install --quiet --python "$place/env" --constraints "$place/locked.txt" "$place"/dist/*.whl
count=$(uv pip list --quiet --python "$place/env" --format freeze | wc -l)
size=$(du -sm "$place/env" | cut -f1)
echo "light installation: $count packages, $size MB, $("$place/env/bin/python" --version)"

mkdir "$place/empty"
cd "$place/empty"
export PATH=$place/env/bin:$PATH
fail() { echo "failed: $1" >&2; exit 1; }

echo "-- help and scenarios"
recovery --help > help.txt
grep -q "recovery means recovery compare" help.txt || fail "help does not name the command"
recovery sweep --help > help.txt
grep -q "recovery sweep status" help.txt || fail "help of a subcommand does not name the command"
recovery scenarios > scenarios.txt
grep -q "anti_stigma_campaign" scenarios.txt || fail "scenarios are not found"

echo "-- a comparison, a trial's design, a lesson, one life"
recovery compare --people 300 --replicates 2 --weeks 30 --out results > /dev/null
test -s results/report.html || fail "no report"
grep -q '"command": "recovery compare' results/run.json || fail "the record does not name the command"
recovery explain --people 60 --weeks 8 > /dev/null
python - << 'END'
from sim import RecoveryModel
from sim.studies.lessons.lesson import lesson_names, load_lesson
from sim.studies.sweeps.design import read_design
from sim.studies.trials.trial_files import load_trial

model = RecoveryModel(scenario="expanded_cbt", people=200, rng=42)
model.run_for(4)
assert len(model.people) == 200
assert load_trial("cbt_for_depression") and read_design("places_and_stigma")
assert [load_lesson(name) for name in lesson_names()]
END

echo "-- commands whose extra is missing"
missing() {
    extra=$1 status=0
    shift
    "$@" > said.txt 2>&1 || status=$?
    test "$status" = 2 || fail "$* ended with status $status: $(cat said.txt)"
    test "$(wc -l < said.txt)" = 1 || fail "$* said more than one line: $(cat said.txt)"
    grep -qF "pip install \"recovery-dynamics[$extra]\"" said.txt || fail "$* does not say what to install: $(cat said.txt)"
}
cat > varied.toml << 'END'
method = "morris"
samples = 2
people = 100
weeks = 4
[parameters]
mastery_gain = {low = 0.2, high = 0.7}
symptom_pull = "prior"
END
missing dashboard recovery dashboard --no-open
missing fit recovery fit --out fitted
missing fit recovery sweep varied.toml
missing cluster recovery sweep two_scenarios --scheduler tcp://127.0.0.1:1
echo "built, installed and used"
