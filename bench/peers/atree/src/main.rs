//! Measures the crate a-tree: loads the expressions that the program peers wrote,
//! compares what it says of every event with the oracle's word, and times it on one
//! thread. The files, and the line that is printed, are those of that program.

mod counting;

use a_tree::{ATree, AttributeDefinition, Event};
use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: counting::Counting = counting::Counting;

const MEASURE_FOR: Duration = Duration::from_secs(1);

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let Some(subs) = args.get(2).and_then(|s| s.parse().ok()) else {
        eprintln!("usage: peer-atree DIR SUBSCRIPTIONS");
        std::process::exit(2);
    };
    match measure(Path::new(&args[1]), subs) {
        Ok(line) => println!("{line}"),
        Err(err) => {
            eprintln!("a-tree: {err}");
            std::process::exit(1);
        }
    }
}

/// The kind of an attribute's values.
#[derive(Clone, Copy)]
enum Kind {
    Int,
    Float,
    Text,
    Truth,
}

fn kinds(dir: &Path) -> Result<Vec<(String, Kind)>> {
    let text = fs::read_to_string(dir.join("kinds.tsv"))?;
    text.lines()
        .map(|line| {
            let (name, kind) = line.split_once('\t').ok_or("kinds.tsv: no tab")?;
            let kind = match kind {
                "int" => Kind::Int,
                "float" => Kind::Float,
                "string" => Kind::Text,
                "bool" => Kind::Truth,
                _ => return Err(format!("kinds.tsv: {kind}").into()),
            };
            Ok((name.to_owned(), kind))
        })
        .collect()
}

fn definition(name: &str, kind: Kind) -> AttributeDefinition {
    match kind {
        Kind::Int => AttributeDefinition::integer(name),
        Kind::Float => AttributeDefinition::float(name),
        Kind::Text => AttributeDefinition::string(name),
        Kind::Truth => AttributeDefinition::boolean(name),
    }
}

/// Makes an event of a line of JSON. The strings of the tree have to be complete, as
/// an event holds their numbers.
fn event(tree: &ATree<u32>, kinds: &[(String, Kind)], line: &str) -> Result<Event> {
    let json: serde_json::Value = serde_json::from_str(line)?;
    let mut builder = tree.make_event();
    for (name, kind) in kinds {
        let value = json.get(name).ok_or("an event lacks an attribute")?;
        let set = match kind {
            Kind::Int => builder.with_integer(name, value.as_i64().ok_or("no integer")?),
            Kind::Float => {
                let (number, scale) = decimal(&value.to_string())?;
                builder.with_float(name, number, scale)
            }
            Kind::Text => builder.with_string(name, value.as_str().ok_or("no string")?),
            Kind::Truth => builder.with_boolean(name, value.as_bool().ok_or("no truth value")?),
        };
        set.map_err(|err| err.to_string())?;
    }
    builder.build().map_err(|err| err.to_string().into())
}

/// Splits a decimal number into an integer and the digits behind the point.
fn decimal(text: &str) -> Result<(i64, u32)> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let number = format!("{whole}{part}").parse()?;
    Ok((number, part.len() as u32))
}

/// Reads the numbers of the subscriptions below subs that match each event.
fn expected(dir: &Path, subs: u32) -> Result<Vec<Vec<u32>>> {
    let text = fs::read_to_string(dir.join("expected.jsonl"))?;
    text.lines()
        .map(|line| {
            let mut ids: Vec<u32> = serde_json::from_str(line)?;
            ids.retain(|&id| id < subs);
            Ok(ids)
        })
        .collect()
}

fn find(tree: &ATree<u32>, event: &Event, ids: &mut Vec<u32>) -> Result<()> {
    let report = tree.search(event).map_err(|err| err.to_string())?;
    ids.extend(report.matches().iter().map(|&&id| id));
    Ok(())
}

fn measure(dir: &Path, subs: u32) -> Result<String> {
    let kinds = kinds(dir)?;
    let want = expected(dir, subs)?;
    let lines = fs::read_to_string(dir.join("events.jsonl"))?;
    let text = fs::read_to_string(dir.join("a-tree.tsv"))?;
    let mut rules = Vec::new();
    for line in text.lines() {
        let (number, rule) = line.split_once('\t').ok_or("a-tree.tsv: no tab")?;
        let number: u32 = number.parse()?;
        if number >= subs {
            break;
        }
        rules.push((number, rule));
    }

    let before = counting::live();
    let begin = Instant::now();
    let definitions: Vec<_> = kinds.iter().map(|(name, kind)| definition(name, *kind)).collect();
    let mut tree = ATree::new(&definitions).map_err(|err| err.to_string())?;
    for (number, rule) in &rules {
        tree.insert(number, rule)
            .map_err(|err| format!("s{number}: {err:?}"))?;
    }
    let build = begin.elapsed().as_secs_f64();
    let bytes = counting::live().saturating_sub(before) as f64 / f64::from(subs);

    let events = lines
        .lines()
        .map(|line| event(&tree, &kinds, line))
        .collect::<Result<Vec<_>>>()?;
    let mut ids = Vec::new();
    let mut matches = 0;
    for (i, (event, want)) in events.iter().zip(&want).enumerate() {
        ids.clear();
        find(&tree, event, &mut ids)?;
        ids.sort_unstable();
        if ids != *want {
            return Ok(serde_json::json!({
                "peer": version(), "events": events.len(), "verified": false,
                "skipped": wrong_answer(i, &ids, want),
            })
            .to_string());
        }
        matches += ids.len();
    }

    let mut times = Vec::new();
    let cpu_begin = cpu_ns();
    let begin = Instant::now();
    let mut last = begin;
    while last - begin < MEASURE_FOR || times.is_empty() {
        for event in &events {
            ids.clear();
            find(&tree, event, &mut ids)?;
            let now = Instant::now();
            times.push((now - last).as_nanos() as u64);
            last = now;
        }
    }
    let cpu = cpu_ns() - cpu_begin;
    let n = times.len();
    times.sort_unstable();
    Ok(serde_json::json!({
        "peer": version(), "events": events.len(), "build_s": build, "bytes_per_sub": bytes,
        "mean_ns": (last - begin).as_nanos() as f64 / n as f64, "cpu_mean_ns": cpu as f64 / n as f64,
        "p50_ns": times[n / 2], "p99_ns": times[n * 99 / 100], "max_ns": times[n - 1],
        "matches_per_event": matches as f64 / events.len() as f64, "samples": n, "verified": true,
    })
    .to_string())
}

/// Says what is wrong with the sorted ids.
fn wrong_answer(event: usize, got: &[u32], want: &[u32]) -> String {
    let lacking = |a: &[u32], b: &[u32]| {
        a.iter()
            .enumerate()
            .filter(|&(i, id)| b.binary_search(id).is_err() || i > 0 && a[i - 1] == *id)
            .count()
    };
    format!(
        "wrong answer: event {event}, {} ids missing, {} extra or repeated, of {}",
        lacking(want, got),
        lacking(got, want),
        want.len()
    )
}

/// Returns the name and the version of the crate, as the build has locked them.
fn version() -> String {
    let lock = include_str!("../Cargo.lock");
    let version = lock
        .split("name = \"a-tree\"\nversion = \"")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    format!("a-tree {}, Rust", version.unwrap_or("of unknown version"))
}

/// Returns the processor time of this thread.
fn cpu_ns() -> u64 {
    let mut t = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: t is valid for the call to write to.
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut t) };
    t.tv_sec as u64 * 1_000_000_000 + t.tv_nsec as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals() {
        assert_eq!((605, 2), decimal("6.05").unwrap());
        assert_eq!((-5, 1), decimal("-0.5").unwrap());
        assert_eq!((7, 0), decimal("7").unwrap());
        assert!(decimal("1e5").is_err());
    }

    #[test]
    fn wrong_answers() {
        assert_eq!(
            "wrong answer: event 7, 1 ids missing, 2 extra or repeated, of 2",
            wrong_answer(7, &[1, 1, 5], &[1, 2])
        );
    }

    #[test]
    fn the_version_is_known() {
        assert!(version().starts_with("a-tree 0."));
    }
}
