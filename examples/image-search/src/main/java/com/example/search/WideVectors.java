package com.example.search;

import java.io.IOException;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene912.Lucene912Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;

/**
 * Lucene's own format of vectors without its limit of 1,024 coordinates, which some models exceed: those of SigLIP So400m
 * have 1,152. It writes under the name of Lucene's, so that any Lucene of this line reads it.
 */
final class WideVectors extends KnnVectorsFormat {
    private static final int MOST = 16_384;

    private final KnnVectorsFormat hnsw = new Lucene99HnswVectorsFormat();

    private WideVectors() {
        super("Lucene99HnswVectorsFormat");
    }

    /** Lucene's own codec with this format of vectors. */
    static final class Codec extends Lucene912Codec {
        private final KnnVectorsFormat vectors = new WideVectors();

        @Override
        public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
            return vectors;
        }
    }

    @Override
    public int getMaxDimensions(String field) {
        return MOST;
    }

    @Override
    public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
        return hnsw.fieldsWriter(state);
    }

    @Override
    public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
        return hnsw.fieldsReader(state);
    }
}
