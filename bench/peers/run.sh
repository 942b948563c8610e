#!/usr/bin/env bash
# Measures engines from outside of this project beside it, see doc.go. Run it by
# make peers, on a machine that does nothing else.
#
#	bench/peers/run.sh          # everything: 40 minutes at most on 2 cores
#	bench/peers/run.sh quick    # three workloads, small sizes: under 5 minutes
#
# Results go to results/raw/peers.json, and the report is drawn; those of the quick
# form to bin/peers/quick. What the machine lacks is installed if it can be; what
# cannot be had is said in the results.
#
# ONLY="expr a-tree" measures those engines only, SIZES="1000" these sizes,
# WORKLOADS="w1" these workloads, LIMIT=90 bounds a run in seconds, MEMORY=4 in GB,
# TOTAL=2300 the whole in seconds, building aside, which workloads share; OUT=DIR is for results elsewhere.
# The workload citylots is a cell for each of its rule sets, of the engines that are given JSON;
# LINES=20000 takes that many of its lines, 0 all.
set -uo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
root=$PWD
export GOWORK=off

part=${1:-all}
case $part in
all)
	workloads=${WORKLOADS:-citylots exact narrow wide mixed anybut wildcard topics flights w1}
	sizes=${SIZES:-1000 10000 100000}
	events=200 lines=${LINES:-0} limit=${LIMIT:-90} total=${TOTAL:-2300} out=${OUT:-results}
	;;
quick)
	workloads=${WORKLOADS:-citylots exact wide}
	sizes=${SIZES:-1000 10000}
	events=100 lines=${LINES:-5000} limit=${LIMIT:-20} total=${TOTAL:-240} out=${OUT:-bin/peers/quick}
	;;
*)
	echo "usage: bench/peers/run.sh [quick]" >&2
	exit 2
	;;
esac
memory=${MEMORY:-4}
work=bin/peers/work
status=0

mkdir -p "$out/raw" "$work" bin/peers
raw=$out/raw/peers.json
part_file=$work/peers.json
: >"$part_file"

say() { printf '%s\n' "$*" >&2; }

# What engines that are given events are for.
generated=$(printf '%s\n' $workloads | grep -vx citylots)

largest=$(printf '%s\n' $sizes | sort -n | tail -n 1)

wanted() { [[ -z ${ONLY:-} || " $ONLY " == *" $1 "* ]]; }

# install COMMAND PACKAGE... installs packages if the command is lacking and the
# machine's package manager can.
install() {
	local command=$1
	shift
	if command -v "$command" >/dev/null; then
		return 0
	fi
	say "+ $command is lacking: apt-get install $*"
	if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null &&
		timeout 240 apt-get -qq update && DEBIAN_FRONTEND=noninteractive timeout 400 apt-get -qq install -y "$@" >"$work/install.log" 2>&1; then
		command -v "$command" >/dev/null
	else
		return 1
	fi
}

# absent ALGO REASON says of an engine that it could not be had.
absent() {
	wanted "$1" || return 0
	say "  $1: $2"
	bin/peers/peers collect -algo "$1" -workload any -peer "$1" -reason "$2" >>"$part_file"
}

# build_java MODULE: one driver in Java, with what it needs beside it.
build_java() {
	install mvn maven default-jdk-headless || return 1
	(cd bench/peers/java && timeout 300 mvn -q -B -Dstyle.color=never -pl "$1" -am package) >"$work/$1.log" 2>&1
}

build_atree() {
	install cargo cargo || return 1
	(cd bench/peers/atree && timeout 400 cargo build --release) >"$work/a-tree.log" 2>&1
}

declare -A command_of peer_of input_of
engines=()

# engine ALGO INPUT PEER COMMAND adds one that is there. The command gets the
# directory and the number of subscriptions.
engine() {
	wanted "$1" || return 0
	engines+=("$1")
	input_of[$1]=$2 peer_of[$1]=$3 command_of[$1]=$4
}

go build -buildvcs=auto -o bin/matchbench ./cmd/matchbench || exit 1
go -C bench/peers build -buildvcs=auto -o "$root/bin/peers/peers" . || exit 1

while IFS=$'\t' read -r name input version; do
	engine "$name" "$input" "$version" "run_go $name"
done < <(bin/peers/peers list)

java_options="-XX:+UseSerialGC -Xmx${memory}g -Xss16m"
for name in event-ruler:ruler:json:software.amazon.event.ruler lucene:lucene:event:org.apache.lucene; do
	IFS=: read -r algo module input group <<<"$name"
	wanted "$algo" && [[ -d bench/peers/java/$module && ($input == json || -n $generated) ]] || continue
	if build_java "$module"; then
		engine "$algo" "$input" "$group" "run_java $algo $module"
	else
		absent "$algo" "could not be built: $(tail -n 1 "$work/$module.log" 2>/dev/null | tr -d '\r' | cut -c1-200)"
	fi
done
if wanted a-tree && [[ -d bench/peers/atree && -n $generated ]]; then
	if build_atree; then
		engine a-tree event a-tree run_atree
	else
		absent a-tree "could not be built: $(tail -n 1 "$work/a-tree.log" 2>/dev/null | cut -c1-200)"
	fi
fi

absent hypermatch "not measured: its Go module could not be had when the drivers were written; refused were \
github.com/SchwarzIT/hypermatch (its list, v1.0.0, v1.0.2 and v1.1.0) and its /v2 (its list, v2.0.0 and v2.0.1)"

run_go() { bounded bin/peers/peers run -algo "$1" -dir "$2" -subs "$3"; }

# The virtual machine bounds its own heap.
run_java() {
	timeout -k 5 "$limit" java $java_options -cp "bench/peers/java/$2/target/*:bench/peers/java/$2/target/lib/*" \
		peers.Main "$3" "$4"
}

run_atree() { bounded bench/peers/atree/target/release/peer-atree "$1" "$2"; }

bounded() { (
	ulimit -v $((memory << 20))
	exec timeout -k 5 "$limit" "$@"
); }

declare -A blocked

# excuse REASON writes a line without figures for the cell.
excuse() {
	say "  $what: $1"
	bin/peers/peers collect "${flags[@]}" -events "$events" -reason "$1" >>"$part_file"
}

# cell ALGO WORKLOAD SUBS [PARAMS] measures one. With parameters it is of a directory of
# their name in that of the workload.
cell() {
	local algo=$1 workload=$2 subs=$3 params=${4:-} code=0 begin took reason last
	local dir=$work/$workload${params:+/$params} what="$algo $workload ${params:-$subs}"
	local flags=(-algo "$algo" -workload "$workload" -subs "$subs" -params "$params"
		-input "${input_of[$algo]}" -peer "${peer_of[$algo]}")
	if [[ -n ${blocked[$algo]:-} ]]; then
		excuse "${blocked[$algo]}"
		return
	fi
	if [[ -f $dir/$algo.cannot ]]; then
		excuse "cannot say: $(cat "$dir/$algo.cannot")"
		return
	fi
	if ((SECONDS > share)); then
		excuse "not tried: this workload's share of the run's $total s was over"
		return
	fi
	begin=$SECONDS
	${command_of[$algo]} "$dir" "$subs" >"$work/line" 2>"$work/errors" || code=$?
	took=$((SECONDS - begin))
	last=$(grep -v '^[[:space:]]*\(at \|goroutine\|$\)' "$work/errors" | head -n 1 | cut -c1-160)
	if ((code == 0)); then
		if ! bin/peers/peers collect "${flags[@]}" <"$work/line" >"$work/result"; then
			reason="failed: a line that is none"
		else
			cat "$work/result" >>"$part_file"
			reason=$(sed -nE 's/.*"skipped":"(([^"\\]|\\.)*)".*/\1/p' "$work/result")
			case $reason in
			"") say "  $what: $(sed -nE 's/.*"cpu_mean_ns":([0-9.]+).*/\1/p' "$work/result") ns, $took s" ;;
			*) say "  $what: $reason" ;;
			esac
			# Of a larger size is expected five times as much, beside what is the same for all.
			if (((took - 5) * 5 > limit)); then
				blocked[$algo]="not tried: took $took s at $subs subscriptions, of $limit that a run may"
			fi
			if [[ $reason == "wrong answer"* ]]; then
				status=1
			fi
			return
		fi
	elif ((code == 124 || code == 137 && took >= limit)); then
		reason="gave up: more than $limit s"
	elif grep -q -i 'out of memory\|OutOfMemory\|memory allocation\|cannot allocate' "$work/errors" || ((code == 137)); then
		reason="gave up: more than $memory GB"
	else
		reason="failed: ${last:-exit code $code}"
	fi
	excuse "$reason"
	blocked[$algo]="not tried, as at $subs subscriptions it $reason"
}

# city measures the rule sets of citylots.
city() {
	local sets set algo events
	if ! sets=$(bin/peers/peers citylots -dir "$work/citylots" -lines "$lines"); then
		say "  could not be prepared"
		return 1
	fi
	for set in $sets; do
		blocked=()
		events=$(wc -l <"$work/citylots/$set/expected.jsonl")
		for algo in "${engines[@]}"; do
			if [[ ${input_of[$algo]} == json ]]; then
				cell "$algo" citylots 5 "$set"
			fi
		done
	done
}

deadline=$((SECONDS + total))
left=$(wc -w <<<"$workloads")
for workload in $workloads; do
	say "+ $workload"
	share=$((SECONDS + (deadline - SECONDS) / left--))
	rm -rf "${work:?}/$workload"
	if [[ $workload == citylots ]]; then
		city || status=1
		rm -rf "${work:?}/citylots"
		continue
	fi
	if ! bin/matchbench gen -workload "$workload" -subs "$largest" -events "$events" -o "$work/$workload" >/dev/null ||
		! bin/peers/peers prepare -dir "$work/$workload"; then
		say "  could not be prepared"
		status=1
		continue
	fi
	if wanted slab; then
		if timeout $((limit * 4)) bin/matchbench -workload "$workload" -subs "$(tr ' ' , <<<"$sizes")" -events "$events" \
			-verify 20 -algo slab -format json -time 300ms >"$work/line" &&
			bin/peers/peers collect -peer thresh -input event <"$work/line" >>"$part_file"; then
			sed -nE 's/.*"subs":([0-9]+).*"cpu_mean_ns":([0-9.]+).*/  slab \1: \2 ns/p' "$work/line" >&2
		else
			say "  slab could not be measured"
			status=1
		fi
	fi
	blocked=()
	for subs in $sizes; do
		for algo in "${engines[@]}"; do
			cell "$algo" "$workload" "$subs"
		done
	done
	rm -rf "${work:?}/$workload"
done

mv "$part_file" "$raw"
bin/matchbench report -o "$out" || status=1
say "$(wc -l <"$raw") results in $raw, $SECONDS s"
exit "$status"
