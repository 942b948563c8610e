package bench

// Latest returns what counts of the results: of each cell, mode, kind of concurrency
// and machine the one of the latest date, the last of several. Those of peers come
// after the others, and among them those that have no figures. Loading is not among
// them: it tells nothing of matches. The order depends on what the results are of alone.
func Latest(results []Result) []Result {
	return append(newest(results), newestPeers(results)...)
}

// Reference returns the name of the algorithm that the result is put in relation to,
// where that was measured on the same machine with the same workload, size and mode.
func (r *Result) Reference() string {
	if r.Peer != "" {
		return peersBaseline(r.Input)
	}
	return Baseline
}

// TimesAsFast returns how many times as fast r is as the other result, 0 if that is
// not known: by CPU time where both have it, which does not count what other programs
// took of the machine.
func (r *Result) TimesAsFast(other *Result) float64 {
	mine, others := r.MeanNS, other.MeanNS
	if r.CPUMeanNS > 0 && other.CPUMeanNS > 0 {
		mine, others = r.CPUMeanNS, other.CPUMeanNS
	}
	if mine == 0 {
		return 0
	}
	return others / mine
}
