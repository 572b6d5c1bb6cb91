#!/usr/bin/env bash
# The same draws everywhere: the digests of `draws` are the recorded ones, in this build and on the
# C library's code for an older CPU, whose libm rounds differently. Every build is compared with
# the same file, so that they are compared with each other; test_distribution shows that what was
# recorded is right, draw by draw.
#
#   DRAWS (100000): how many of each distribution at each mean; draws-DRAWS.txt holds the digests
set -u
draws=${DRAWS:-100000}
recorded=$SOURCE_DIR/tests/draws-$draws.txt

"$BUILD_DIR/tests/draws" "$draws" >here.txt &
GLIBC_TUNABLES=glibc.cpu.hwcaps=-FMA,-AVX2,-FMA4 "$BUILD_DIR/tests/draws" "$draws" >without_fma.txt &
wait

failures=0
for digests in here.txt without_fma.txt; do
    diff "$recorded" "$digests" || { echo "$digests differs from $recorded"; failures=1; }
done
exit "$failures"
