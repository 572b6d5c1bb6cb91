#!/usr/bin/env bash
# A broadcast and a co-partitioned join give the rows that awk and sort give: of the workload's own
# files, of others in their place, and while m2 crashes and its work is done again elsewhere. So do
# the words of two files, shuffled and joined by their length.
set -u
failures=0
complain() {
    echo "$*"
    failures=$((failures + 1))
}

rows() { # LEFT RIGHT: the join as the response shows it
    awk -F, 'NR == FNR { left[NR] = $1; value[NR] = $2; count = NR; next }
        { for (i = 1; i <= count; i++)
            if (left[i] == $1) print $1 "," value[i] "," $2 }' "$1" "$2" |
        LC_ALL=C sort -t, -k1,1 -k2,2 -k3,3 |
        awk -F, '{ all = all (NR > 1 ? "," : "") "[\"" $1 "\",\"" $2 "\",\"" $3 "\"]" }
            END { print "[" all "]" }'
}

told_of=0 # runs that a host's crash reached, so that something was asked for again
expect() { # ROWS SCENARIO
    local told response
    told=$("$MYCEL" run "$2" --json 2>warnings.txt)
    response=${told#*\"response\":} response=${response%%,\"fingerprint\"*}
    [[ $told == '{"verdict":"pass",'* && $response == "$1" ]] ||
        complain "$2: not $1 but $told"$'\n'"$(cat "$2")"
    [[ $told == *'"control":0,'* ]] || told_of=$((told_of + 1))
}

scenario() { # HOW FILES CRASH
    printf 'mycel: 1\nworkload: {kind: join, how: %s}\n%s\n%s\n' "$1" "$2" "$3" >"$1.yaml"
}

cp "$SOURCE_DIR/tests/join/"{left,right}.csv .
own=$(rows left.csv right.csv)
[[ $own == *'],['* ]] || complain "awk joined nothing: $own"
given='cluster: {files: {left.csv: {path: left.csv}, right.csv: {path: right.csv}}}'
for how in broadcast partitioned; do
    for files in '' "$given"; do
        scenario $how "$files" ''
        expect "$own" $how.yaml
    done
    # The crash comes before the work, within it and near its end.
    before=$told_of
    for at in 0s 40us 80us 150us 200us 250us 300us 400us 500us; do
        scenario $how "$given" "recovery: {policy: rehost}
perturb: [{crash: {target: m2, at: $at}}]"
        expect "$own" $how.yaml
    done
    [ $((told_of - before)) -ge 3 ] || complain "$how: only $((told_of - before)) crashes mattered"
done

# Other files: fewer and more rows, a side without lines.
printf 'b,1\na,2\nc,3\nb,1\nb,0\n' >left.csv
printf 'c,x\nb,y\nbb,z\nb,w\n' >right.csv
for how in broadcast partitioned; do
    scenario $how "$given" ''
    expect "$(rows left.csv right.csv)" $how.yaml
done
printf 'e,1\n' >left.csv
for how in broadcast partitioned; do
    expect '[]' $how.yaml
done

words() { # FILE: a line of it is "share length word", the first half of the lines being share 0
    awk -v lines="$(wc -l <"$1")" '{ for (i = 1; i <= NF; i++)
        print (NR > (lines + 1) / 2), length($i), $i }' "$1"
}

array() { # lines to an array of them
    paste -sd, | sed 's/.*/[&]/'
}

partitions() { # FILE
    for partition in 0 1; do
        for share in $partition $((1 - partition)); do
            words "$1" | awk -v s=$share -v p=$partition \
                '$1 == s && $2 % 2 == p { print "[" $2 ",\"" $3 "\"]" }'
        done | array
    done | array
}

common() { # all words of a length that both files have
    for length in $(comm -12 <(words data.txt | cut -d' ' -f2 | sort -u) \
        <(words lorem.txt | cut -d' ' -f2 | sort -u) | sort -n); do
        echo "[$length,$(cat data.txt lorem.txt | tr -s ' ' '\n' | LC_ALL=C sort -u |
            awk -v l="$length" 'length($0) == l { print "\"" $0 "\"" }' | array)]"
    done | array
}

given='cluster: {files: {data.txt: {path: data.txt}, lorem.txt: {path: lorem.txt}}}'
rdd() { # two files, in every way
    for crash in '' 'perturb: [{crash: {target: m2, at: 150us}}]'; do
        for program in partition join partitioned_join; do
            printf 'mycel: 1\nworkload: {kind: rdd, program: %s}\n%s\n%s\n' $program "$given" \
                "$crash" >$program.yaml
        done
        expect "{\"data\":$(partitions data.txt),\"lorem\":$(partitions lorem.txt)}" partition.yaml
        expect "$(common)" join.yaml
        expect "$(common)" partitioned_join.yaml
    done
}

printf 'to be or not to be\nthat is the question\nwhether tis nobler\n' >data.txt
printf 'in the mind to suffer\n\nthe slings and  arrows\n of outrageous fortune\nor\n' >lorem.txt
[[ $(common) == *'[3,["and","not","the","tis"]]'* ]] || complain "awk finds $(common)"
rdd
printf 'one\n' >data.txt # fewer lines than hosts
rdd
printf 'three\n' >lorem.txt
[[ $(common) == '[]' ]] || complain "awk finds $(common)"
rdd
exit $((failures > 0))
