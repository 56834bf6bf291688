#!/usr/bin/env bash
# The recipe of the embedded model, from data and pretrained encoders to a model folder: `make model`.
#
#   1. fine-tune a teacher   2. distil it into the student   3. calibrate   4. export   5. evaluate   6. write its card
#
# It can be stopped and started again: what is finished is skipped, and a training goes on from its last checkpoint.
# Sources may be names on the Hugging Face hub or local files; with local ones it needs no network:
#
#   TWEETS=tweets.csv TWEETS_TEST=validation.csv REVIEWS=aclImdb_v1.tar.gz \
#   TEACHER=all-mpnet-base-v2 STUDENT=all-MiniLM-L6-v2 make model
#
# TEACHER=none trains the student on the labels alone, two passes over the first and last 128 tokens of a text and then
# one over 256: that is what two CPU cores can do in two hours.
set -euo pipefail

: "${PYTHON:=python3}"
: "${TWEETS:=tweets}"                                       # three classes: hub name or labelled table
: "${TWEETS_TEST:=}"                                        # its test part, where TWEETS is a table
: "${REVIEWS:=imdb}"                                        # two classes: hub name, aclImdb archive or table
: "${REVIEWS_TEST:=}"
: "${TEACHER:=sentence-transformers/all-mpnet-base-v2}"
: "${STUDENT:=sentence-transformers/all-MiniLM-L6-v2}"
: "${STUDENT_NAME:=$STUDENT}"                               # what the model folder calls it
: "${TEACHER_EPOCHS:=2}"
: "${STUDENT_EPOCHS:=4}"
: "${GENERATED_ROWS:=12000}"
: "${WORK:=model_work}"                                     # all that is between; may be deleted afterwards
: "${OUTPUT:=models/default}"
: "${REPORT:=results/embedded}"

scripts=$(cd "$(dirname "$0")" && pwd)
export MAX_LEN=256 BATCH_SIZE=32

run() { "$PYTHON" "$scripts/$1.py" "${@:2}"; }
step() { printf '\n== %s\n' "$1" >&2; }

prepare() { # NAME SOURCE TEST_FILE
    [ -f "$WORK/$1/test.csv" ] && return
    step "Preparing $1"
    RESULTS_DIR="$WORK/$1-report" run preprocess --source "$2" ${3:+--test-file "$3"} --output-dir "$WORK/$1"
}

fine_tune() { # NAME ENCODER EPOCHS LEARNING_RATE OPTIONS…
    [ -f "$WORK/$1/sentiment.json" ] && return
    step "Training the $1"
    local results="$WORK/$1-results" resume=
    compgen -G "$results/checkpoints/checkpoint-*/trainer_state.json" >/dev/null && resume=--resume
    MODEL_NAME=$2 NUM_EPOCHS=$3 LEARNING_RATE=$4 PROCESSED_DATA_DIR="$WORK/tweets" RESULTS_DIR="$results" \
        MODEL_OUTPUT="$WORK/$1" run train --extra-data "$WORK/reviews/train.csv" --generated "$WORK/generated.csv" \
        --validation-share 0.05 --class-weights sqrt $resume "${@:5}"
}

prepare tweets "$TWEETS" "$TWEETS_TEST"
prepare reviews "$REVIEWS" "$REVIEWS_TEST"
[ -f "$WORK/generated.csv" ] || run generate --rows "$GENERATED_ROWS" --output-file "$WORK/generated.csv"

if [ "$TEACHER" = none ]; then
    fine_tune beginner "$STUDENT" 2 8e-5 --train-max-len 128 --attention-dropout 0
    fine_tune student "$WORK/beginner" 1 3e-5 --attention-dropout 0
else
    fine_tune teacher "$TEACHER" "$TEACHER_EPOCHS" 2e-5
    fine_tune student "$STUDENT" "$STUDENT_EPOCHS" 8e-5 --attention-dropout 0 --teacher "$WORK/teacher" \
        --teacher-share 0.7
fi

step "Exporting, evaluating, describing"
run export --model "$WORK/student" --output "$WORK/model" --serving-only --base-model "$STUDENT_NAME" \
    --texts "$WORK/tweets/train.csv" --texts "$WORK/reviews/train.csv"
[ -f "$OUTPUT/README.md" ] && cp "$OUTPUT/README.md" "$WORK/model/"   # its figures are renewed, its words stay
run evaluate --model "$WORK/model" --data "$WORK/tweets/test.csv" --name tweets --data "$WORK/reviews/test.csv" \
    --name reviews --behaviour --vader --record --output-dir "$REPORT"
run card --model "$WORK/model"
cp "$WORK/student-results/run_summary.json" "$WORK/student-results/loss_curves.png" "$REPORT/"
mkdir -p "$OUTPUT"
cp "$WORK"/model/* "$OUTPUT/"
step "Written: $OUTPUT, figures in $REPORT"
