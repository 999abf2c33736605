package dev.triptych.transport;

/**
 * What requests may measure, whatever the model.
 *
 * @param messageBytes bytes of one request message, once decompressed
 * @param items items of one unary request
 * @param labels labels of one classify request
 * @param textBytes bytes of one text in UTF-8; no more than the characters that encoders take, so that this limit is the one
 *     that callers meet
 * @param imagePixels pixels of one picture, for the listing; the decode gate holds it
 * @param streamItems items of one stream under way at once; more wait in the client
 */
public record EdgeLimits(int messageBytes, int items, int labels, int textBytes, long imagePixels, int streamItems) {
    /** 64 MiB messages, 256 items, 1000 labels, 64 KiB texts, 64 megapixels, 32 items of a stream. */
    public static final EdgeLimits DEFAULT = new EdgeLimits(64 << 20, 256, 1000, 1 << 16, 64_000_000, 32);

    public EdgeLimits {
        if (messageBytes < 1 || items < 1 || labels < 1 || textBytes < 1 || streamItems < 1) {
            throw new IllegalArgumentException("every limit is at least 1");
        }
    }

    /** The same with another number of pixels. */
    public EdgeLimits withImagePixels(long pixels) {
        return new EdgeLimits(messageBytes, items, labels, textBytes, pixels, streamItems);
    }

    /** The same with another size of messages. */
    public EdgeLimits withMessageBytes(int bytes) {
        return new EdgeLimits(bytes, items, labels, textBytes, imagePixels, streamItems);
    }
}
