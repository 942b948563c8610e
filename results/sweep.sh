#!/usr/bin/env bash
# Measures what results/ shows, and draws it. Run it by make results, on a machine
# that does nothing else.
#
#	results/sweep.sh          # everything: about an hour on 2 cores
#	results/sweep.sh quick    # its first part: under 10 minutes
#
# What raw/sweep.json has already, of this kind of machine and whatever commit, is not
# measured again: an interrupted sweep goes on where it was, and a quick one can be
# completed. FORCE=1 starts anew.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
export GOWORK=off

raw=results/raw/sweep.json
part=${1:-all}
status=0

mkdir -p bin results/raw
if [[ -n ${FORCE:-} ]]; then
	rm -f "$raw" results/NOTE.md
fi
go build -buildvcs=auto -o bin/matchbench ./cmd/matchbench
go -C tools/chart build -o ../../bin/chart .

# measure FLAGS... adds to the raw results. What could not be measured is said, and
# made known by the exit code in the end.
measure() {
	echo "+ matchbench $*"
	local code=0
	bin/matchbench -format json -resume -o "$raw" "$@" || code=$?
	if ((code == 1)); then
		status=1
	elif ((code != 0)); then
		exit "$code"
	fi
}

# The default run and the published evaluations' family come first.
measure -workload flights,w1,w5,wide,exact,mixed -subs 1k,10k,100k -time 300ms
measure -workload w1,w7 -subs 100k -mode count -time 300ms
measure -workload w1,flights -algo slab,scan -subs 1M -events 50 -verify 2
measure -workload w1,flights -algo slab -subs 100k -parallel 2

if [[ $part == all ]]; then
	measure -workload w2,w4,w6,w7,narrow,anybut,wildcard,prefix,topics,ticks,birdstrikes,earthquakes \
		-subs 1k,10k,100k -time 300ms
	measure -workload w1,flights -algo slab -subs 100k -parallel 2 -churn 1000
	measure -workload w2,w4,w5,w6,w7,wide,narrow,exact,anybut,mixed,topics,ticks -algo slab,scan -subs 1M \
		-events 50 -verify 2 -time 300ms
	measure -workload w1,w7 -algo slab,scan -subs 1M -mode count -events 50 -verify 2 -time 300ms
	measure -workload w1,w2,w4,w5,w6,w7 -algo slab,hem:16,hem,hem:512,vscan,betree,tama,rein -subs 1M \
		-mode ids,count -events 50 -verify 1 -time 300ms
	measure -workload w1 -algo slab -subs 10M -events 50 -verify 1
fi

bin/chart -o results/charts results/raw/*.json
bin/matchbench report -o results
exit "$status"
