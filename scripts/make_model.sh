#!/usr/bin/env bash
# From a recipe and pretrained encoders to both models that ship: `make model`.
#
#   1. fine-tune a teacher   2. distill some of its layers into `accurate`   3. distill a small encoder into `fast`
#   4. export both   5. evaluate   6. write their cards
#
# It can be stopped and started again: finished steps are skipped, and a training resumes from its last checkpoint.
# Encoders and sources may be names on the Hugging Face hub or local files; with local files it needs no network:
#
#   MIXTURE_DIR=sources TEACHER=all-mpnet-base-v2 FAST=all-MiniLM-L6-v2 make model
#
# On a CPU set the numbers of rows: ROWS=110000 trains the teacher in two hours on two cores.
set -euo pipefail

: "${PYTHON:=python3}"
: "${RECIPE:=recipes/default.toml}"
: "${SKIP_MISSING:=}"                                       # 1: go without the sources that are missing
: "${TEACHER:=sentence-transformers/all-mpnet-base-v2}"
: "${LAYERS:=0,2,4,7,9,11}"                                 # of the teacher, for `accurate`
: "${FAST:=sentence-transformers/all-MiniLM-L6-v2}"
: "${TEACHER_NAME:=$TEACHER}"                               # what the model folders call them
: "${FAST_NAME:=$FAST}"
: "${ROWS:=}"                                               # rows of the mixture for the teacher; all if empty
: "${STUDENT_ROWS:=}"                                       # and for the students
: "${TEACHER_EPOCHS:=2}"
: "${STUDENT_EPOCHS:=3}"
: "${WORK:=model_work}"                                     # intermediate results; may be deleted afterwards
: "${OUTPUT:=models}"                                       # folder of `accurate` and `fast`
: "${REPORT:=results}"

repository=$(cd "$(dirname "$0")/.." && pwd)
export PYTHONPATH="$repository/src${PYTHONPATH:+:$PYTHONPATH}"
export MAX_LEN=256 BATCH_SIZE=32 MIXTURE_DIR="${MIXTURE_DIR:-data}"

run() { "$PYTHON" -m twitter_sentiment "$@"; }
step() { printf '\n== %s\n' "$1" >&2; }

fine_tune() { # NAME ENCODER EPOCHS LEARNING_RATE ROWS OPTIONS…
    [ -f "$WORK/$1/sentiment.json" ] && return
    step "Training $1"
    local results="$WORK/$1-results" resume=
    compgen -G "$results/checkpoints/checkpoint-*/trainer_state.json" >/dev/null && resume=--resume
    MODEL_NAME=$2 NUM_EPOCHS=$3 LEARNING_RATE=$4 RESULTS_DIR="$results" MODEL_OUTPUT="$WORK/$1" \
        run train --mixture "$RECIPE" ${SKIP_MISSING:+--skip-missing} ${5:+--sample-size "$5"} --attention-dropout 0 \
        --neutral-weight 0.2 --twin-weight 0.3 --stage-tokens 64 $resume "${@:6}"
}

ship() { # NAME BASE_MODEL
    [ -f "$OUTPUT/$1/sentiment.json" ] && [ "$OUTPUT/$1/sentiment.json" -nt "$WORK/$1/sentiment.json" ] && return
    step "Exporting and evaluating $1"
    local texts=() data=()
    for file in "$MIXTURE_DIR"/written/*.csv "$MIXTURE_DIR"/*/train.csv; do
        [ -f "$file" ] && texts+=(--texts "$file")
    done
    for file in "$MIXTURE_DIR"/checks/*.csv "$MIXTURE_DIR"/*/validation.csv; do
        [ -f "$file" ] && data+=(--data "$file")
    done
    run export --model "$WORK/$1" --output "$WORK/$1-serving" --serving-only --base-model "$2" "${texts[@]}"
    run evaluate --model "$WORK/$1-serving" "${data[@]}" --behavior --vader --record --output-dir "$REPORT/$1"
    run card --model "$WORK/$1-serving" --license mit
    cp "$WORK/$1-results/run_summary.json" "$WORK/$1-results/loss_curves.png" "$REPORT/$1/"
    mkdir -p "$OUTPUT/$1"
    cp "$WORK/$1-serving"/* "$OUTPUT/$1/"
    step "Written: $OUTPUT/$1, metrics in $REPORT/$1"
}

distilled=(--teacher "$WORK/teacher" --teacher-share 0.7 --teacher-logits "$WORK/logits")
fine_tune teacher "$TEACHER" "$TEACHER_EPOCHS" 4e-5 "$ROWS" --train-max-len 192
fine_tune accurate "$WORK/teacher" "$STUDENT_EPOCHS" 6e-5 "$STUDENT_ROWS" --keep-layers "$LAYERS" "${distilled[@]}"
fine_tune fast "$FAST" "$STUDENT_EPOCHS" 1e-4 "$STUDENT_ROWS" "${distilled[@]}"
ship accurate "$TEACHER_NAME"
ship fast "$FAST_NAME"
