#!/usr/bin/env bash
# Measures what results/ shows, and draws it. Run it by make results, on a machine
# that does nothing else.
#
#	results/sweep.sh          # everything: about an hour on 2 cores
#	results/sweep.sh quick    # its first part: under 10 minutes
#
# What raw/sweep.json has already, of this kind of machine and whatever commit, is not
# measured again: an interrupted sweep goes on where it was, and a quick one can be
# completed. FORCE=1 starts anew, OUT=DIR takes another directory than results. What is
# left out is kept with its reason.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
export GOWORK=off

out=${OUT:-results}
raw=$out/raw/sweep.json
part=${1:-all}
status=0

mkdir -p bin "$out/raw"
if [[ -n ${FORCE:-} ]]; then
	rm -f "$raw" "$out/NOTE.md"
fi
go build -buildvcs=auto -o bin/matchbench ./cmd/matchbench
go -C tools/chart build -o ../../bin/chart .

# measure FLAGS... adds to the raw results, and to them the reasons of what takes too
# long or does not fit. A wrong answer is made known by the exit code in the end.
measure() {
	echo "+ matchbench $*"
	local code=0
	bin/matchbench -format json -skipped -resume -o "$raw" -budget 90s "$@" || code=$?
	if ((code == 1)); then
		status=1
	elif ((code != 0)); then
		exit "$code"
	fi
}

# omit REASON FLAGS... notes why what the flags ask for is not measured, where there is
# no figure of it.
omit() {
	measure -omit "$1" "${@:2}"
}

tiny=(-events 300 -verify 5 -time 50ms)   # of some subscriptions
few=(-events 300 -verify 5 -time 200ms)   # of 100k subscriptions
large=(-events 50 -verify 1 -time 200ms)  # of more

# sweep FLAGS... measures one point of a sweep of parameters.
sweep() {
	measure -workload custom -algo slab,scan,vscan,hem,counting,betree,tama,propagation -subs 100k \
		-events 200 -verify 2 -time 100ms "$@"
}

# load WORKLOAD ALGOS [SUBS] measures churn and goroutines, all in an engine.
load() {
	for churn in 0 1000 10000; do
		for parallel in 1 2; do
			measure -workload "$1" -algo "$2" -subs "${3:-100k}" -engine -churn "$churn" -parallel "$parallel" \
				-events 300 -verify 2 -time 1s
		done
	done
}

# change WORKLOAD SUBS measures what loading and changing an engine takes.
change() {
	measure -workload "$1" -algo slab -subs "$2" -load -events 50 -verify 5 -time 3s
}

# First one workload of each kind, by all algorithms, then what a million, changes and
# the probability of a match make of it.
first=flights,w1,w5,w7,exact,mixed
measure -workload $first -subs 1k,10k -time 200ms
measure -workload $first -subs 100k "${few[@]}"
measure -workload w1,flights -algo slab,scan -subs 1M "${large[@]}"
measure -workload w1,w7 -algo slab,hem,vscan,scan -subs 100k -mode count "${few[@]}"
load w1 slab,scan
change w1 100k
# Of five predicates, each as wide as the fifth root of the probability.
for width in 0.0631 0.1 0.158 0.251 0.398 0.631 0.871; do
	sweep -attrs 20 -preds 5 -width $width
done

if [[ $part == all ]]; then
	measure -workload all -subs 10,100 "${tiny[@]}"
	measure -workload all -subs 1k,10k -time 200ms
	measure -workload all -subs 100k "${few[@]}"

	# The published algorithms' own workloads at a million.
	measure -workload w1,w2,w4,w5,w6,w7 -algo slab,scan,hem:16,hem,hem:512 -subs 1M -mode ids,count "${large[@]}"
	measure -workload w1,w2,w4,w5,w6,w7 -algo vscan,betree,tama -subs 1M "${large[@]}"

	measure -workload w2,w4,w5,w6,wide,narrow,exact,anybut,mixed,topics,ticks -algo slab,scan -subs 1M "${large[@]}"
	for workload in w1 mixed flights; do # half a minute each
		change $workload 1M
	done
	measure -workload w1,w2,wide,flights -algo slab -subs 100k,1M -mode ids,batch -events 2048 -verify 2 -time 2s
	load w1 hem,betree
	load flights slab,scan,hem,betree
	load mixed slab,scan,hem,betree
	load w1 slab 1M
	load flights slab 1M

	for attrs in 5 10 20 50 100 200 500 1000; do
		sweep -attrs $attrs -preds 5 -width 0.1-0.5
	done
	for preds in 1 2 3 8 12 20; do
		sweep -attrs 20 -preds $preds -width 0.1-0.5
	done
	for width in 0.001 0.01 0.03 0.1 0.3 0.6 0.9; do
		sweep -attrs 20 -preds 5-10 -width $width
	done
	for zipf in 0.5 1 1.5 2; do
		sweep -attrs 100 -preds 5 -width 0.1-0.5 -attr-zipf $zipf
	done

	for workload in w1 mixed ticks; do # minutes each, nearly all of it to build
		measure -workload $workload -algo slab -subs 10M "${large[@]}" -budget 10m
	done
	measure -workload w1 -algo counting,rein,opindex,pstree,propagation -subs 1M "${large[@]}"

	omit "one event takes 80 ms and more" -workload w1,w2,w4,w6,w7 -algo kindex -subs 1M "${large[@]}"
	omit "left out, for the time that the sweep has; w1 shows how it grows" \
		-workload w2,w4,w5,w6,w7 -algo counting,rein,opindex,pstree,propagation -subs 1M "${large[@]}"
	omit "left out, for the time that the sweep has" -workload all -algo all -subs 1M "${large[@]}"
	omit "left out: minutes to build" -workload all -algo slab -subs 10M "${large[@]}"
fi

bin/chart -o "$out/charts" "$out"/raw/*.json
bin/matchbench report -o "$out"
exit "$status"
