package peers;

import java.io.InputStream;
import java.util.List;
import java.util.Properties;
import software.amazon.event.ruler.GenericMachine;

/** Measures Event Ruler, from JSON to rules. Rules of one name are a disjunction. */
public final class Main implements Engine {
  private static final String POM = "/META-INF/maven/software.amazon.event.ruler/event-ruler/pom.properties";

  private final GenericMachine<Integer> machine = new GenericMachine<>();

  public static void main(String[] args) throws Exception {
    Harness.run(args, "event-ruler", new Main());
  }

  @Override
  public String version() throws Exception {
    Properties pom = new Properties();
    try (InputStream in = GenericMachine.class.getResourceAsStream(POM)) {
      pom.load(in);
    }
    return "software.amazon.event.ruler " + pom.getProperty("version");
  }

  @Override
  public void add(int subscription, String text) throws Exception {
    machine.addRule(subscription, text);
  }

  @Override
  public Object event(String json) {
    return json;
  }

  @Override
  public void match(Object event, Ids sink) throws Exception {
    List<Integer> found = machine.rulesForJSONEvent((String) event);
    for (int i = 0; i < found.size(); i++) {
      sink.add(found.get(i));
    }
  }
}
