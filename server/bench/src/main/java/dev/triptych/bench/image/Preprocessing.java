package dev.triptych.bench.image;

import dev.triptych.media.image.ImagePreprocessor;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Our side: an encoded picture to CLIP's tensor on the calling thread. Not thread-safe. */
public final class Preprocessing {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int TENSOR = 4 * 3 * 224 * 224;

    private final ImagePreprocessor processor =
            ImagePreprocessor.fromHuggingFace("{\"image_processor_type\": \"CLIPImageProcessor\"}");
    private final ByteBuffer out = ByteBuffer.allocateDirect(TENSOR).order(ByteOrder.LITTLE_ENDIAN);

    /** Runs a picture so often. */
    public Measured run(byte[] encoded, int runs) {
        ByteBuffer picture = ByteBuffer.wrap(encoded);
        processor.process(picture, out);
        String digest = digest();
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            long begin = THREADS.getCurrentThreadCpuTime();
            processor.process(picture, out);
            millis.add((THREADS.getCurrentThreadCpuTime() - begin) / 1e6);
        }
        return new Measured(digest, millis);
    }

    private String digest() {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(out.duplicate());
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
