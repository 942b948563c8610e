package peers;

import java.util.Arrays;

/** A list of subscriptions' numbers that grows, and is used again. */
public final class Ids {
  private int[] ids = new int[64];
  private int length;

  public void clear() {
    length = 0;
  }

  public int length() {
    return length;
  }

  public void add(int id) {
    if (length == ids.length) {
      ids = Arrays.copyOf(ids, 2 * length);
    }
    ids[length++] = id;
  }

  /** Returns a sorted copy. */
  int[] sorted() {
    int[] out = Arrays.copyOf(ids, length);
    Arrays.sort(out);
    return out;
  }
}
