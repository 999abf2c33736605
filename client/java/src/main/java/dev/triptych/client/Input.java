package dev.triptych.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.triptych.v1.Content;
import dev.triptych.v1.Image;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One item of a call: a text or a picture. Immutable; kinds may be mixed freely in one call.
 *
 * <p>Media are the bytes of a file as it lies; the server tells formats apart by content, never by name.
 */
public final class Input {
    private final Content content;

    private Input(Content content) {
        this.content = content;
    }

    /** A text, taken as it is: no trimming. */
    public static Input text(String text) {
        return new Input(Content.newBuilder().setText(text).build());
    }

    /** A picture: the bytes of a JPEG, PNG, WebP, GIF or BMP file, copied. */
    public static Input image(byte[] file) {
        return image(ByteString.copyFrom(file));
    }

    /**
     * A picture from a file, read now.
     *
     * @throws UncheckedIOException when the file cannot be read
     */
    public static Input image(Path file) {
        try {
            // Nobody else holds the array, so it need not be copied.
            return image(UnsafeByteOperations.unsafeWrap(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Input image(ByteString file) {
        return new Input(
                Content.newBuilder().setImage(Image.newBuilder().setData(file)).build());
    }

    /** Bytes that this input takes in a message, within a few. */
    public int sizeInBytes() {
        return content.getSerializedSize();
    }

    Content content() {
        return content;
    }

    @Override
    public String toString() {
        return "Input[" + content.getKindCase() + ", " + sizeInBytes() + " bytes]";
    }
}
