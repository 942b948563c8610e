package peers;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TermRangeQuery;
import org.apache.lucene.search.WildcardQuery;
import org.apache.lucene.util.BytesRef;

/** Makes queries of the trees that the program peers writes. */
final class Queries {
  private Queries() {}

  static Query parse(JsonNode node) {
    String name = node.get(1).isTextual() ? node.get(1).textValue() : "";
    return switch (node.get(0).textValue()) {
      case "and" -> and(node);
      case "or" -> or(node);
      case "not" ->
          new BooleanQuery.Builder()
              .add(new MatchAllDocsQuery(), Occur.MUST)
              .add(parse(node.get(1)), Occur.MUST_NOT)
              .build();
      case "term" -> terms(name, node);
      case "prefix" -> new PrefixQuery(new Term(name, node.get(2).textValue()));
      case "wildcard" -> new WildcardQuery(new Term(name, node.get(2).textValue()));
      case "texts" ->
          TermRangeQuery.newStringRange(
              name,
              node.get(2).textValue(),
              node.get(3).textValue(),
              !node.get(4).booleanValue(),
              !node.get(5).booleanValue());
      case "longs" -> longs(name, node);
      case "doubles" -> doubles(name, node);
      default -> throw new IllegalArgumentException(node.toString());
    };
  }

  /** A negation in a conjunction is a clause of its own kind. */
  private static Query and(JsonNode node) {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    boolean positive = false;
    for (int i = 1; i < node.size(); i++) {
      JsonNode term = node.get(i);
      if (term.get(0).textValue().equals("not")) {
        all.add(parse(term.get(1)), Occur.MUST_NOT);
      } else {
        all.add(parse(term), Occur.MUST);
        positive = true;
      }
    }
    if (!positive) {
      all.add(new MatchAllDocsQuery(), Occur.MUST);
    }
    return all.build();
  }

  private static Query or(JsonNode node) {
    if (node.size() == 2) {
      return parse(node.get(1));
    }
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    for (int i = 1; i < node.size(); i++) {
      any.add(parse(node.get(i)), Occur.SHOULD);
    }
    return any.build();
  }

  private static Query terms(String name, JsonNode node) {
    if (node.size() == 3) {
      return new TermQuery(new Term(name, node.get(2).textValue()));
    }
    List<BytesRef> texts = new ArrayList<>();
    for (int i = 2; i < node.size(); i++) {
      texts.add(new BytesRef(node.get(i).textValue()));
    }
    return new TermInSetQuery(name, texts);
  }

  private static Query longs(String name, JsonNode node) {
    long lo = node.get(2).isNull() ? Long.MIN_VALUE : node.get(2).longValue();
    long hi = node.get(3).isNull() ? Long.MAX_VALUE : node.get(3).longValue();
    return LongPoint.newRangeQuery(
        name,
        node.get(4).booleanValue() ? Math.addExact(lo, 1) : lo,
        node.get(5).booleanValue() ? Math.subtractExact(hi, 1) : hi);
  }

  private static Query doubles(String name, JsonNode node) {
    double lo = node.get(2).isNull() ? Double.NEGATIVE_INFINITY : node.get(2).doubleValue();
    double hi = node.get(3).isNull() ? Double.POSITIVE_INFINITY : node.get(3).doubleValue();
    return DoublePoint.newRangeQuery(
        name,
        node.get(4).booleanValue() ? DoublePoint.nextUp(lo) : lo,
        node.get(5).booleanValue() ? DoublePoint.nextDown(hi) : hi);
  }
}
