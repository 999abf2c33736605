package dev.triptych.plugin.dualencoder;

import dev.triptych.parity.Served;
import dev.triptych.parity.Vectors;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Activation;
import dev.triptych.spi.model.ZeroShot;
import dev.triptych.spi.tensor.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Holds a served folder against the goldens, as the design's page on exactness says: what misses, and the worst figures.
 *
 * <p>One thread.
 */
final class Parity {
    private final Served served;
    private final Goldens goldens;
    private final List<String> vectorMisses = new ArrayList<>();
    private final List<String> tensorMisses = new ArrayList<>();
    private final List<String> probabilityMisses = new ArrayList<>();
    private double worstDistance;
    private double worstLossyDistance;
    private double worstRatio;
    private double worstLossyRatio;
    private double worstProbability;

    Parity(Served served) {
        this(served, Goldens.CLIP);
    }

    Parity(Served served, Goldens goldens) {
        this.served = served;
        this.goldens = goldens;
    }

    Parity images() {
        for (Goldens.Image image : goldens.images()) {
            Served.Answer answer = served.image(image.bytes());
            if (!sha256(answer.fed()).equals(image.pixels())) {
                tensorMisses.add(image.name());
            }
            vector(image.name(), answer, image.vector(), goldens.imageDistance(), image.lossless());
        }
        return this;
    }

    Parity texts() {
        for (Goldens.Text text : all()) {
            try {
                text(text, served.text(text.text()));
            } catch (TaskException refused) {
                vectorMisses.add(text.name());
            }
        }
        return this;
    }

    private void text(Goldens.Text text, Served.Answer answer) {
        if (!Arrays.equals(ids(answer.fed()), padded(text.ids())) || answer.truncated() != text.truncated()) {
            tensorMisses.add(text.name());
        }
        vector(text.name(), answer, text.vector(), goldens.textDistance(), true);
    }

    /** With the goldens' own temperature. */
    Parity probabilities() {
        return probabilities(new Rule(goldens.scale(), goldens.bias(), goldens.sigmoid()));
    }

    /** How cosines become scores. */
    record Rule(double scale, double bias, boolean sigmoid) {
        /** A model's own rule. */
        static Rule of(ZeroShot rule) {
            return new Rule(rule.logitScale(), rule.logitBias(), rule.activation() == Activation.SIGMOID);
        }

        double[] scores(double... cosines) {
            double[] logits =
                    Arrays.stream(cosines).map(cosine -> scale * cosine + bias).toArray();
            return sigmoid
                    ? Arrays.stream(logits)
                            .map(logit -> 1 / (1 + Math.exp(-logit)))
                            .toArray()
                    : Vectors.softmax(logits);
        }
    }

    Parity probabilities(Rule rule) {
        List<float[]> labels = goldens.labels().stream()
                .map(label -> served.text(label.text()).vector())
                .toList();
        for (Goldens.Image image : goldens.images()) {
            float[] vector = served.image(image.bytes()).vector();
            double[] got = rule.scores(labels.stream()
                    .mapToDouble(label -> 1 - Vectors.distance(vector, label))
                    .toArray());
            for (int i = 0; i < got.length; i++) {
                double off = Math.abs(got[i] - image.probabilities()[i]);
                worstProbability = Math.max(worstProbability, off);
                if (off > 1e-4) {
                    probabilityMisses.add(
                            image.name() + " " + goldens.labels().get(i).name());
                }
            }
        }
        return this;
    }

    private void vector(String name, Served.Answer answer, float[] wanted, double spread, boolean lossless) {
        double distance = Vectors.distance(answer.vector(), wanted);
        double ratio = Vectors.largest(answer.vector(), wanted) / spread;
        if (lossless) {
            worstDistance = Math.max(worstDistance, distance);
            worstRatio = Math.max(worstRatio, ratio);
        } else {
            worstLossyDistance = Math.max(worstLossyDistance, distance);
            worstLossyRatio = Math.max(worstLossyRatio, ratio);
        }
        boolean normFits = !answer.normalized() || Math.abs(Vectors.norm(answer.vector()) - 1) <= 1e-5;
        boolean close = distance <= (lossless ? 1e-6 : 1e-5) && ratio <= (lossless ? 1e-3 : 1e-2);
        if (!normFits || !close) {
            vectorMisses.add(name);
        }
    }

    List<String> vectorMisses() {
        return vectorMisses;
    }

    List<String> tensorMisses() {
        return tensorMisses;
    }

    List<String> probabilityMisses() {
        return probabilityMisses;
    }

    /** The worst figures, for whoever reads the test's output. */
    String figures() {
        return String.format(
                "1 - cosine %.1e (lossy %.1e), coordinate / median distance %.1e (lossy %.1e), probability %.1e",
                worstDistance, worstLossyDistance, worstRatio, worstLossyRatio, worstProbability);
    }

    private List<Goldens.Text> all() {
        List<Goldens.Text> all = new ArrayList<>(goldens.texts());
        all.addAll(goldens.labels());
        return all;
    }

    // A graph of a fixed length is filled with open_clip's 0.
    private long[] padded(int... ids) {
        List<Long> dims = served.graph("text").inputs().get(0).dims();
        int length = Math.max(ids.length, Math.toIntExact(dims.get(1)));
        return Arrays.stream(Arrays.copyOf(ids, length)).asLongStream().toArray();
    }

    private long[] ids(byte[] raw) {
        return ids(raw, served.graph("text").inputs().get(0).type());
    }

    /** The ids of a tensor's bytes. */
    static long[] ids(byte[] raw, DType type) {
        long[] ids = new long[raw.length / type.width()];
        ByteBuffer buffer = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < ids.length; i++) {
            ids[i] = type == DType.INT64 ? buffer.getLong() : buffer.getInt();
        }
        return ids;
    }

    /** The digest of a tensor's bytes. */
    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
