package peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.analysis.core.KeywordAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.StringField;
import org.apache.lucene.monitor.Monitor;
import org.apache.lucene.monitor.MonitorQuery;
import org.apache.lucene.monitor.QueryMatch;
import org.apache.lucene.monitor.TermFilteredPresearcher;
import org.apache.lucene.util.Version;

/**
 * Measures the monitor of Lucene: queries are registered, and each event is a document whose
 * matching queries are asked for. Queries are filtered by their terms before they are run.
 */
public final class Main implements Engine {
  private static final int BATCH = 5_000;

  private final ObjectMapper json = new ObjectMapper();
  private final Map<String, String> kinds = new HashMap<>();
  private final List<MonitorQuery> waiting = new ArrayList<>();
  private final Monitor monitor;

  private Main(Path dir) throws Exception {
    for (String line : Files.readAllLines(dir.resolve("kinds.tsv"))) {
      String[] parts = line.split("\t");
      kinds.put(parts[0], parts[1]);
    }
    monitor = new Monitor(new KeywordAnalyzer(), new TermFilteredPresearcher());
  }

  public static void main(String[] args) throws Exception {
    Harness.run(args, "lucene", new Main(Path.of(args.length > 0 ? args[0] : ".")));
  }

  @Override
  public String version() {
    return "org.apache.lucene monitor " + Version.LATEST;
  }

  @Override
  public void add(int subscription, String text) throws Exception {
    waiting.add(
        new MonitorQuery(Integer.toString(subscription), Queries.parse(json.readTree(text))));
    if (waiting.size() == BATCH) {
      finish();
    }
  }

  @Override
  public void finish() throws Exception {
    monitor.register(waiting);
    waiting.clear();
  }

  @Override
  public Object event(String line) throws Exception {
    Document document = new Document();
    for (Map.Entry<String, JsonNode> member : json.readTree(line).properties()) {
      String name = member.getKey();
      JsonNode value = member.getValue();
      document.add(
          switch (kinds.get(name)) {
            case "int" -> new LongPoint(name, value.longValue());
            case "float" -> new DoublePoint(name, value.doubleValue());
            case "string" -> new StringField(name, value.textValue(), Field.Store.NO);
            default -> throw new IllegalArgumentException("attribute " + name);
          });
    }
    return document;
  }

  @Override
  public void match(Object event, Ids sink) throws Exception {
    for (QueryMatch found :
        monitor.match((Document) event, QueryMatch.SIMPLE_MATCHER).getMatches()) {
      sink.add(Integer.parseInt(found.getQueryId()));
    }
  }

  @Override
  public void close() throws Exception {
    monitor.close();
  }
}
