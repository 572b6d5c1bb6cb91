# What `cmake --install` leaves: each header compiles on its own, and a stranger's program that
# knows nothing of this repository links libmycel.
set -euo pipefail

cmake --install "$BUILD_DIR" --prefix "$PWD/prefix" >install.log
include=$PWD/prefix/include
flags=(-std=gnu17 -Wall -Wextra -Werror -I "$include" -I "$include/mycel")
if grep -q '^MYCEL_SANITIZE:BOOL=ON' "$BUILD_DIR/CMakeCache.txt"; then
    flags+=(-fsanitize=address,undefined)
fi

cd "$include"
headers=$(find mycel -name '*.h' ! -name '*_list.h' | LC_ALL=C sort)
[ "$(wc -l <<<"$headers")" -gt 20 ]
while read -r header; do
    echo "#include <$header>" | gcc "${flags[@]}" -fsyntax-only -x c - || {
        echo "$header does not compile on its own"
        exit 1
    }
done <<<"$headers"
cd - >/dev/null

# Philox4x32-10 of a zero counter and key, from the known answers published with Random123.
cat >stranger.c <<'END'
#include <mycel/sim/stream.h>

int main(void)
{
    const uint32_t counter[4] = { 0 }, key[2] = { 0 };
    uint32_t out[4];
    myc_philox(counter, key, out);
    return out[0] == 0x6627e8d5 && out[3] == 0x9b00dbd8 ? 0 : 1;
}
END
gcc "${flags[@]}" stranger.c prefix/lib*/libmycel.a -lgsl -lgslcblas -lmpfr -lxxhash -lm -o stranger
./stranger
for program in "$BUILD_DIR"/mycel*; do
    [ -x "prefix/bin/$(basename "$program")" ]
done
