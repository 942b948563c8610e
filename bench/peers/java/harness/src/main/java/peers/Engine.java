package peers;

/** An engine that is measured. */
public interface Engine extends AutoCloseable {
  /** Returns the engine's name and version. */
  String version() throws Exception;

  /** Adds a subscription, or one more term of its disjunction, in the engine's language. */
  void add(int subscription, String text) throws Exception;

  /** Is called once after the last subscription. */
  default void finish() throws Exception {}

  /** Makes an event of a line of JSON, before any timing. */
  Object event(String json) throws Exception;

  /** Gives the number of each subscription that the event matches to the sink. */
  void match(Object event, Ids sink) throws Exception;

  @Override
  default void close() throws Exception {}
}
