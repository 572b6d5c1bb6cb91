#!/usr/bin/env bash
# test_draws.sh with 10^7 draws of each distribution at each mean: some ten minutes.
DRAWS=10000000 exec bash "$SOURCE_DIR/tests/test_draws.sh"
