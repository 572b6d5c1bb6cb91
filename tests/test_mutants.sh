#!/usr/bin/env bash
# The tests are tested: each bug of tests/mutants.list is planted alone, in a copy of its file, and
# one of the tests named beside it must turn red. The mutated object is linked before the library,
# whose own member is then never pulled in.
set -u
failures=0
complain() {
    echo "$*"
    failures=$((failures + 1))
}

flags=(-std=gnu17 -O1 -w -ffp-contract=off -fno-lto "-I$SOURCE_DIR")
read -ra libraries <<<"$(pkg-config --libs criterion sqlite3 libfyaml jansson libcbor libxxhash mpfr gsl)"

extra_sources() { # TEST
    case $1 in
    sweep_parts) echo fake_outcome.c ;;
    naive) echo naive.c naive_campaign.c random_program.c random_workload.c ;;
    load) echo load.c ;;
    budget | durable | hedge | replicate) echo story.c pinned_workload.c ;;
    checks | people | pumping | recovery | spare | workloads) echo story.c ;;
    esac
}

# test_NAME linked with an object, or with none
link() { # TEST OUTPUT OBJECT...
    local test=$1 output=$2 source
    shift 2
    local objects=()
    for source in "test_$test.c" $(extra_sources "$test"); do
        [ -e "$source.o" ] || gcc "${flags[@]}" -c "$SOURCE_DIR/tests/$source" -o "$source.o" || return 1
        objects+=("$source.o")
    done
    gcc "${flags[@]}" "${objects[@]}" "$@" "$BUILD_DIR/libmycel.a" "${libraries[@]}" -lm -o "$output"
}

planted=0
while IFS=$'\t' read -r name file substitution tests; do
    if ! perl -0pe "$substitution" "$SOURCE_DIR/$file" >mutant.c; then
        complain "$name: the substitution is wrong"
        continue
    fi
    if cmp -s mutant.c "$SOURCE_DIR/$file"; then
        complain "$name: the place in $file is not there any more"
        continue
    fi
    if ! gcc "${flags[@]}" -c mutant.c -o mutant.o 2>errors.txt; then
        complain "$name: does not compile: $(head -5 errors.txt)"
        continue
    fi
    caught=
    for entry in $tests; do
        test=${entry%=*} check=
        [ "$test" = "$entry" ] || check=${entry#*=}
        link "$test" "mutant_$test" mutant.o 2>errors.txt || { complain "$name: $(head -5 errors.txt)"; break; }
        if ! timeout 120 "./mutant_$test" >"$name.$test.txt" 2>&1 &&
            { [ -z "$check" ] || grep -q "[ :]$check: " "$name.$test.txt"; }; then
            caught=$entry
            break
        fi
    done
    echo "$name: ${caught:+caught by $caught}"
    [ -n "$caught" ] || complain "$name survives: $tests"
    planted=$((planted + 1))
done < <(sed '/^#/d; s/ @@ /\t/g' "$SOURCE_DIR/tests/mutants.list")
[ $planted -ge 12 ] || complain "only $planted bugs were planted"
exit $((failures > 0))
