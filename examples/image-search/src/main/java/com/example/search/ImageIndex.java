package com.example.search;

import dev.triptych.client.Vector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/**
 * Vectors of files in a Lucene index (HNSW). The index remembers which embedding space its vectors are of, since vectors
 * of another model do not compare with them.
 */
final class ImageIndex {
    private static final String PATH = "path";
    private static final String VECTOR = "vector";
    private static final String SPACE = "space";

    private ImageIndex() {}

    /** A file and the cosine of its vector to the query's. */
    record Hit(String path, float cosine) {}

    /** Adds files to an index; a file that is there already is replaced. */
    static final class Writer implements AutoCloseable {
        private final Directory directory;
        private final IndexWriter writer;
        private String space;

        Writer(Path folder) throws IOException {
            directory = FSDirectory.open(folder);
            space = DirectoryReader.indexExists(directory) ? ImageIndex.space(folder) : "";
            writer = new IndexWriter(directory, new IndexWriterConfig().setCodec(new WideVectors.Codec()));
        }

        /** Id of the space that its vectors are of; empty when it has none yet. */
        String space() {
            return space;
        }

        void put(Path file, Vector vector) throws IOException {
            if (!space.isEmpty() && !space.equals(vector.space())) {
                throw new IOException("the index holds vectors of " + space + ", this one is of " + vector.space());
            }
            space = vector.space();
            Document document = new Document();
            document.add(new StringField(PATH, file.toString(), Field.Store.YES));
            // The vectors have length 1, so their product is the cosine.
            document.add(new KnnFloatVectorField(VECTOR, vector.values(), VectorSimilarityFunction.DOT_PRODUCT));
            writer.updateDocument(new Term(PATH, file.toString()), document);
        }

        @Override
        public void close() throws IOException {
            if (!space.isEmpty()) {
                writer.setLiveCommitData(Map.of(SPACE, space).entrySet());
            }
            writer.close();
            directory.close();
        }
    }

    /** Id of the space that the vectors of an index are of. */
    static String space(Path folder) throws IOException {
        try (DirectoryReader reader = DirectoryReader.open(FSDirectory.open(folder))) {
            return reader.getIndexCommit().getUserData().getOrDefault(SPACE, "");
        }
    }

    /** The files nearest to a vector, nearest first. */
    static List<Hit> search(Path folder, Vector query, int count) throws IOException {
        try (DirectoryReader reader = DirectoryReader.open(FSDirectory.open(folder))) {
            IndexSearcher searcher = new IndexSearcher(reader);
            StoredFields fields = searcher.storedFields();
            List<Hit> hits = new ArrayList<>();
            for (ScoreDoc found :
                    searcher.search(new KnnFloatVectorQuery(VECTOR, query.values(), count), count).scoreDocs) {
                // Lucene's score of a product is (1 + product) / 2.
                hits.add(new Hit(fields.document(found.doc).get(PATH), 2 * found.score - 1));
            }
            return hits;
        }
    }
}
