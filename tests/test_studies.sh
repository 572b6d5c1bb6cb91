#!/usr/bin/env bash
# The studies in experiments/studies say what they claim.
set -eu
python=$(command -v /usr/bin/python3 || command -v python3)
"$python" -B "$SOURCE_DIR/tests/test_studies.py" "$MYCEL" "$SOURCE_DIR/experiments/studies"
