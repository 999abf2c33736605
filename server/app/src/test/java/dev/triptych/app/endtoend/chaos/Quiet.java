package dev.triptych.app.endtoend.chaos;

import dev.triptych.v1.Classification;
import dev.triptych.v1.ClassifyItem;
import dev.triptych.v1.ClassifyRequest;
import dev.triptych.v1.ClassifyServiceGrpc;
import dev.triptych.v1.EmbedItem;
import dev.triptych.v1.EmbedRequest;
import dev.triptych.v1.EmbedServiceGrpc;
import dev.triptych.v1.ScoredLabel;
import dev.triptych.v1.Vector;
import io.grpc.Channel;
import java.nio.ByteOrder;
import java.util.List;

/**
 * What one model answers to everything in the pool when nothing else runs. Immutable.
 *
 * <p>An answer of the storm must be near its own and nearer to it than to any other; how near depends on the model, since
 * an int8 model rounds with its batch.
 */
final class Quiet {
    static final List<String> LABELS = List.of("an animal", "music", "a vehicle", "the sea");

    private final String model;
    private final double slack;
    private final float[][] vectors;
    private final float[][] scores;

    private Quiet(String model, double slack, int size) {
        this.model = model;
        this.slack = slack;
        this.vectors = new float[size][];
        this.scores = new float[size][];
    }

    /**
     * Asks for each content alone.
     *
     * @param slack how far an answer may be: 1 - cosine of vectors, difference of scores
     */
    static Quiet ask(Channel channel, String model, double slack, Pool pool) {
        Quiet quiet = new Quiet(model, slack, pool.size());
        for (int i = 0; i < pool.size(); i++) {
            quiet.vectors[i] = floats(EmbedServiceGrpc.newBlockingStub(channel)
                    .embed(EmbedRequest.newBuilder()
                            .setModel(model)
                            .addItems(EmbedItem.newBuilder().setContent(pool.good(i)))
                            .build())
                    .getResults(0)
                    .getVector());
            quiet.scores[i] = scores(ClassifyServiceGrpc.newBlockingStub(channel)
                    .classify(ClassifyRequest.newBuilder()
                            .setModel(model)
                            .addAllLabels(LABELS)
                            .addItems(ClassifyItem.newBuilder().setContent(pool.good(i)))
                            .build())
                    .getResults(0)
                    .getClassification());
        }
        return quiet;
    }

    String model() {
        return model;
    }

    /** Holds a vector against the one that its content has in quiet. */
    void check(int content, Vector vector, Check check) {
        float[] got = floats(vector);
        int nearest = 0;
        for (int i = 1; i < vectors.length; i++) {
            if (cosine(got, vectors[i]) > cosine(got, vectors[nearest])) {
                nearest = i;
            }
        }
        double distance = 1 - cosine(got, vectors[content]);
        if (nearest != content || distance > slack) {
            check.wrong(model + ": the vector for content " + content + " is " + distance + " from its own, nearest to "
                    + nearest);
        } else {
            check.good();
        }
    }

    /** Holds scores against those that their content has in quiet. */
    void check(int content, Classification classification, Check check) {
        float[] got = scores(classification);
        for (int i = 0; i < got.length; i++) {
            if (!(Math.abs(got[i] - scores[content][i]) <= slack)) {
                check.wrong(model + ": content " + content + ", label " + i + ": got " + got[i] + ", in quiet "
                        + scores[content][i]);
                return;
            }
        }
        check.good();
    }

    private static float[] scores(Classification classification) {
        float[] scores = new float[LABELS.size()];
        java.util.Arrays.fill(scores, Float.NaN);
        for (ScoredLabel label : classification.getLabelsList()) {
            scores[label.getIndex()] = label.getScore();
        }
        return scores;
    }

    private static float[] floats(Vector vector) {
        float[] values = new float[vector.getDim()];
        vector.getData()
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return values;
    }

    // Vectors come normalised.
    private static double cosine(float[] a, float[] b) {
        double dot = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
        }
        return dot;
    }
}
