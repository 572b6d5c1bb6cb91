#!/usr/bin/env bash
# run_test.sh FOLDER COMMAND...: runs one test in an empty FOLDER.
#
# A leak in the child process of a Criterion test, or in a program that a script runs, does not
# fail the test by itself. So the sanitizers write to files, and any such file fails it here.
set -u
folder=$1
shift
rm -rf "$folder" "$folder".report.*
mkdir -p "$folder"
cd "$folder" || exit 1

# The leak checker guesses where the thread-local blocks of loaded libraries are from words before
# them, and at times guesses wrong and dies ("Tracer caught signal 11"): it is told not to.
asan=detect_leaks=1:intercept_tls_get_addr=0
export ASAN_OPTIONS="log_path=$folder.report:$asan${ASAN_OPTIONS:+:$ASAN_OPTIONS}"
export UBSAN_OPTIONS="log_path=$folder.report:print_stacktrace=1${UBSAN_OPTIONS:+:$UBSAN_OPTIONS}"
export LSAN_OPTIONS="suppressions=$SOURCE_DIR/tests/leaks.supp:print_suppressions=0"
"$@" </dev/null
code=$?

for report in "$folder".report.*; do
    [ -s "$report" ] || continue # empty: the process was killed before it had anything to say
    echo "A sanitizer reported ($report):"
    cat "$report"
    [ "$code" -ne 0 ] || code=99
done
exit "$code"
