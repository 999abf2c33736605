package dev.triptych.spi.content;

import dev.triptych.spi.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * One item as the caller sent it: encoded bytes, never a URL, never decoded.
 *
 * <p>Byte buffers are read-only and stay valid until the call ends; read them through {@link ByteBuffer#duplicate}.
 */
public sealed interface Content {
    /** The kind of content. */
    Modality modality();

    /** Bytes that the content takes as sent. */
    long size();

    /**
     * Plain text.
     *
     * @param text its characters, as sent
     * @param truncate whether a text of more tokens than the model reads is cut and flagged; otherwise the plugin fails it
     *     with {@code TEXT_TOO_LONG}, naming its tokens and the limit, before a device sees it
     */
    record Text(String text, boolean truncate) implements Content {
        /** A text that may be cut. */
        public Text(String text) {
            this(text, true);
        }

        @Override
        public Modality modality() {
            return Modality.TEXT;
        }

        @Override
        public long size() {
            return text.length();
        }
    }

    /** An encoded image. */
    record Image(ByteBuffer data) implements Content {
        @Override
        public Modality modality() {
            return Modality.IMAGE;
        }

        @Override
        public long size() {
            return data.remaining();
        }
    }

    /** Encoded sound. */
    record Audio(ByteBuffer data) implements Content {
        @Override
        public Modality modality() {
            return Modality.AUDIO;
        }

        @Override
        public long size() {
            return data.remaining();
        }
    }

    /** An encoded video. */
    record Video(ByteBuffer data) implements Content {
        @Override
        public Modality modality() {
            return Modality.VIDEO;
        }

        @Override
        public long size() {
            return data.remaining();
        }
    }

    /** Ready-made features: regions of a detector, say. The tensor belongs to the call. */
    record Features(Tensor tensor) implements Content {
        @Override
        public Modality modality() {
            return Modality.FEATURES;
        }

        @Override
        public long size() {
            return tensor.host().remaining();
        }
    }

    /** Contents by role: a recipe's title, ingredients and instructions; a video's frames and subtitles. */
    record Parts(Map<String, List<Content>> byRole) implements Content {
        public Parts {
            byRole = Map.copyOf(byRole);
        }

        @Override
        public Modality modality() {
            return Modality.PARTS;
        }

        @Override
        public long size() {
            return byRole.values().stream()
                    .flatMap(List::stream)
                    .mapToLong(Content::size)
                    .sum();
        }
    }
}
