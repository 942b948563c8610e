package peers;

import java.io.BufferedReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Loads an engine, compares what it says of every event with the oracle's word, and times it on
 * one thread. The files, and the line that is printed, are those of the program peers.
 *
 * <p>The heap is what is used after the collector has run twice. Before the timing, events are
 * matched for a while, so that what is timed is compiled.
 */
public final class Harness {
  private static final double WARM_SECONDS = 3;
  private static final double MEASURE_SECONDS = 1;

  /** Below this, reading the clock once an event would be a good part of what is measured. */
  private static final long FAST_NANOS = 2_000;

  private final Path dir;
  private final int subs;
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  private Harness(Path dir, int subs) {
    this.dir = dir;
    this.subs = subs;
  }

  /** Is the main method of a driver: the arguments are the directory and the subscriptions. */
  public static void run(String[] args, String name, Engine engine) throws Exception {
    if (args.length != 2) {
      System.err.println("usage: Main DIR SUBSCRIPTIONS");
      System.exit(2);
    }
    try (engine) {
      new Harness(Path.of(args[0]), Integer.parseInt(args[1])).measure(name, engine);
    }
  }

  private void measure(String name, Engine engine) throws Exception {
    List<Object> events = new ArrayList<>();
    for (String line : Files.readAllLines(dir.resolve("events.jsonl"))) {
      events.add(engine.event(line));
    }
    int[][] want = expected();
    Ids ids = new Ids();

    long before = liveHeap();
    double build = load(dir.resolve(name + ".tsv"), engine);
    engine.match(events.get(0), ids);
    double bytes = Math.max(0, liveHeap() - before) / (double) subs;

    String wrong = null;
    long matches = 0;
    long warm = System.nanoTime();
    for (int i = 0; i < events.size() && wrong == null; i++) {
      ids.clear();
      engine.match(events.get(i), ids);
      int[] got = ids.sorted();
      matches += got.length;
      if (!Arrays.equals(got, want[i])) {
        wrong = wrongAnswer(i, got, want[i]);
      }
    }
    if (wrong != null) {
      System.out.printf(
          "{\"peer\":\"%s\",\"events\":%d,\"verified\":false,\"skipped\":\"%s\"}%n",
          engine.version(), events.size(), wrong);
      return;
    }
    while (System.nanoTime() - warm < WARM_SECONDS * 1e9) {
      for (Object event : events) {
        ids.clear();
        engine.match(event, ids);
      }
    }
    time(engine, events, build, bytes, matches / (double) events.size());
  }

  /** Adds the subscriptions; the lines are read before. Returns the seconds it took. */
  private double load(Path file, Engine engine) throws Exception {
    int batch = 10_000;
    int[] numbers = new int[batch];
    String[] texts = new String[batch];
    long took = 0;
    try (BufferedReader in = Files.newBufferedReader(file)) {
      boolean more = true;
      while (more) {
        int n = 0;
        while (n < batch) {
          String line = in.readLine();
          int tab = line == null ? -1 : line.indexOf('\t');
          int number = line == null ? subs : Integer.parseInt(line, 0, tab, 10);
          if (number >= subs) {
            more = false;
            break;
          }
          numbers[n] = number;
          texts[n++] = line.substring(tab + 1);
        }
        long begin = System.nanoTime();
        for (int i = 0; i < n; i++) {
          engine.add(numbers[i], texts[i]);
        }
        took += System.nanoTime() - begin;
        Arrays.fill(texts, null);
      }
    }
    long begin = System.nanoTime();
    engine.finish();
    return (took + System.nanoTime() - begin) / 1e9;
  }

  /**
   * Times complete passes over the events. The mean is of those that read no clock in between, if
   * there are any: every other one of an engine that is fast.
   */
  private void time(
      Engine engine, List<Object> events, double build, double bytes, double perEvent)
      throws Exception {
    System.gc();
    Ids ids = new Ids();
    long[] times = new long[Math.max(1 << 16, events.size())];
    int n = 0;
    long samples = 0;
    Passes timed = new Passes();
    Passes plain = new Passes();
    for (int pass = 0; timed.wall + plain.wall < MEASURE_SECONDS * 1e9 || pass == 0; pass++) {
      boolean withClock = pass % 2 == 0 || timed.wall >= FAST_NANOS * timed.events;
      Passes sum = withClock ? timed : plain;
      long cpuBegin = threads.getCurrentThreadCpuTime();
      long begin = System.nanoTime();
      long last = begin;
      for (Object event : events) {
        ids.clear();
        engine.match(event, ids);
        if (withClock) {
          long now = System.nanoTime();
          if (n == times.length) {
            times = Arrays.copyOf(times, 2 * n);
          }
          times[n++] = now - last;
          last = now;
        }
      }
      sum.wall += System.nanoTime() - begin;
      sum.cpu += threads.getCurrentThreadCpuTime() - cpuBegin;
      sum.events += events.size();
      samples += events.size();
    }
    Passes of = plain.events > 0 ? plain : timed;
    double cpu = of.cpu / (double) of.events;
    double mean = of.wall / (double) of.events;
    Arrays.sort(times, 0, n);
    System.out.printf(
        Locale.ROOT,
        "{\"peer\":\"%s\",\"events\":%d,\"build_s\":%f,\"bytes_per_sub\":%f,\"mean_ns\":%f,"
            + "\"cpu_mean_ns\":%f,\"p50_ns\":%d,\"p99_ns\":%d,\"max_ns\":%d,"
            + "\"matches_per_event\":%f,\"samples\":%d,\"verified\":true}%n",
        engine.version() + ", Java " + Runtime.version().feature(),
        events.size(),
        build,
        bytes,
        mean,
        cpu,
        times[n / 2],
        times[(int) (n * 99L / 100)],
        times[n - 1],
        perEvent,
        samples);
  }

  /** Adds up what passes over all events took, in nanoseconds. */
  private static final class Passes {
    long events;
    long wall;
    long cpu;
  }

  /** Reads what the oracle said, of the subscriptions that are loaded. */
  private int[][] expected() throws Exception {
    List<int[]> out = new ArrayList<>();
    for (String line : Files.readAllLines(dir.resolve("expected.jsonl"))) {
      String list = line.substring(1, line.length() - 1);
      out.add(
          list.isEmpty()
              ? new int[0]
              : Arrays.stream(list.split(","))
                  .mapToInt(Integer::parseInt)
                  .filter(id -> id < subs)
                  .toArray());
    }
    return out.toArray(new int[0][]);
  }

  private static String wrongAnswer(int event, int[] got, int[] want) {
    return String.format(
        "wrong answer: event %d, %d ids missing, %d extra or repeated, of %d",
        event, lacking(want, got), lacking(got, want), want.length);
  }

  /** Counts those of a that b has not, or that a has again. */
  private static int lacking(int[] a, int[] b) {
    int n = 0;
    for (int i = 0; i < a.length; i++) {
      if (Arrays.binarySearch(b, a[i]) < 0 || i > 0 && a[i - 1] == a[i]) {
        n++;
      }
    }
    return n;
  }

  private static long liveHeap() {
    System.gc();
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
