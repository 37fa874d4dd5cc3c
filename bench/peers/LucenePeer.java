// LucenePeer COLUMNS_FILE EMPTY_FOLDER QUERIES ROUNDS: Apache Lucene 8 in the place of peer_bench: indexes the columns that
// peer_columns wrote and runs the queries of the log that it can express, on one thread, each for its exact total and
// best ten. Prints lines for bench_table. A field holds each column and one holds all, as is the custom with Lucene;
// texts are folded already and split at blanks; BM25 with Lucene's own parameters.

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.core.WhitespaceTokenizer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopScoreDocCollector;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

public final class LucenePeer {
  private static final String ENGINE = "Lucene 8";
  // As in peers/columns.h.
  private static final String[] COLUMNS = {
    "titles", "conditions", "treatments", "outcomes", "places", "sponsors", "ids", "patients", "others"
  };
  private static final String ALL = "all";

  private static void fact(String name, double value) {
    System.out.printf("fact\t%s\t%s\t%.3f%n", ENGINE, name, value);
  }

  private static void addStudy(IndexWriter writer, String line) throws IOException {
    String[] cells = line.split("\t", -1);
    if (cells.length != COLUMNS.length + 1) {
      throw new IOException("This is no file of columns: make it with peer_columns.");
    }
    Document document = new Document();
    document.add(new StringField("number", cells[0], Field.Store.YES));
    for (int i = 0; i < COLUMNS.length; i++) {
      document.add(new TextField(COLUMNS[i], cells[i + 1], Field.Store.NO));
      document.add(new TextField(ALL, cells[i + 1], Field.Store.NO));
    }
    writer.addDocument(document);
  }

  private static void build(Path columns, Path folder) throws IOException {
    long taken = 0;
    long studies = 0;
    Analyzer words = new Analyzer() {
      @Override
      protected TokenStreamComponents createComponents(String field) {
        return new TokenStreamComponents(new WhitespaceTokenizer());
      }

      @Override
      public int getPositionIncrementGap(String field) {
        return 100; // no phrase reaches across columns
      }
    };
    IndexWriterConfig config = new IndexWriterConfig(words).setRAMBufferSizeMB(256);
    try (Directory directory = FSDirectory.open(folder);
        BufferedReader reader = Files.newBufferedReader(columns)) {
      IndexWriter writer = new IndexWriter(directory, config);
      for (String line = reader.readLine(); line != null; line = reader.readLine(), studies++) {
        long started = System.nanoTime();
        addStudy(writer, line);
        taken += System.nanoTime() - started;
      }
      long started = System.nanoTime();
      writer.close();
      taken += System.nanoTime() - started;
    }
    fact("build s", taken / 1e9);
    long bytes;
    try (Stream<Path> files = Files.walk(folder)) {
      bytes = files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
    fact("index bytes a study", (double) bytes / studies);
    fact("peak MiB building", peakMemoryMebibytes());
  }

  private static double peakMemoryMebibytes() throws IOException {
    for (String line : Files.readAllLines(Paths.get("/proc/self/status"))) {
      if (line.startsWith("VmHWM:")) {
        return Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024;
      }
    }
    return 0;
  }

  private static String[] columnsOf(String parameter) {
    switch (parameter) {
      case "cond":
        return new String[] {"conditions", "titles"};
      case "intr":
        return new String[] {"treatments", "titles"};
      case "locn":
        return new String[] {"places"};
      case "id":
        return new String[] {"ids"};
      case "titles":
        return new String[] {"titles"};
      default:
        return new String[] {ALL};
    }
  }

  // Reads the plain form of make_queries.cc from tokens[at[0]] on.
  private static Query read(String[] tokens, int[] at, String[] columns) {
    String token = tokens[at[0]++];
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    if (token.startsWith("w:") || token.startsWith("p:")) {
      String[] words = token.substring(2).split("_");
      List<Query> leaves = new ArrayList<>();
      for (String column : columns) {
        leaves.add(words.length == 1 ? new TermQuery(new Term(column, words[0])) : new PhraseQuery(column, words));
      }
      if (leaves.size() == 1) {
        return leaves.get(0);
      }
      leaves.forEach(leaf -> query.add(leaf, BooleanClause.Occur.SHOULD));
      return query.build();
    }
    if (token.equals("-")) {
      query.add(read(tokens, at, columns), BooleanClause.Occur.MUST);
      query.add(read(tokens, at, columns), BooleanClause.Occur.MUST_NOT);
      return query.build();
    }
    int parts = Integer.parseInt(token.substring(1));
    for (int i = 0; i < parts; i++) {
      query.add(read(tokens, at, columns),
          token.charAt(0) == '&' ? BooleanClause.Occur.MUST : BooleanClause.Occur.SHOULD);
    }
    return query.build();
  }

  private static void runLog(Path folder, List<String> log, int rounds) throws IOException {
    long[][] times = new long[log.size()][rounds - 1];
    long[] totals = new long[log.size()];
    try (Directory directory = FSDirectory.open(folder);
        DirectoryReader reader = DirectoryReader.open(directory)) {
      IndexSearcher searcher = new IndexSearcher(reader);
      searcher.setQueryCache(null); // each round does the work anew, as in the other engines
      for (int round = 0; round < rounds; round++) {
        for (int i = 0; i < log.size(); i++) {
          String[] cells = log.get(i).split("\t", -1);
          if (cells.length < 4 || cells[3].isEmpty()) {
            continue;
          }
          Query query = read(cells[3].split(" "), new int[] {0}, columnsOf(cells[1]));
          long started = System.nanoTime();
          TopScoreDocCollector collector = TopScoreDocCollector.create(10, Integer.MAX_VALUE);
          searcher.search(query, collector);
          TopDocs found = collector.topDocs();
          long taken = System.nanoTime() - started;
          totals[i] = found.totalHits.value;
          if (round > 0) {
            times[i][round - 1] = taken;
          }
        }
      }
    }
    for (int i = 0; i < log.size(); i++) {
      String[] cells = log.get(i).split("\t", -1);
      if (cells.length >= 4 && !cells[3].isEmpty()) {
        Arrays.sort(times[i]);
        System.out.printf("query\t%s\t%s\t%d\t%d%n", ENGINE, cells[0], times[i][times[i].length / 2] / 1000, totals[i]);
      }
    }
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 4) {
      System.err.println("usage: LucenePeer COLUMNS_FILE EMPTY_FOLDER QUERIES ROUNDS");
      System.exit(2);
    }
    Path folder = Paths.get(arguments[1]);
    build(Paths.get(arguments[0]), folder);
    runLog(folder, Files.readAllLines(Paths.get(arguments[2])), Math.max(2, Integer.parseInt(arguments[3])));
  }
}
