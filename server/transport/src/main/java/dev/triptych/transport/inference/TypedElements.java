package dev.triptych.transport.inference;

import com.google.protobuf.ByteString;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.content.Modality;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.tensor.DType;
import dev.triptych.transport.inference.Inputs.Input;
import java.nio.ByteBuffer;
import java.util.List;

/** Reads the BYTES inputs of typed models; elements stay where the message holds them. */
final class TypedElements {
    private TypedElements() {}

    /** The elements of an input of shape [n] or [n,1]. */
    static List<ByteString> read(Input input, int limit) {
        InputShapes.type(input, DType.BYTES);
        List<Long> shape = input.tensor().getShapeList();
        long count = InputShapes.elements(input, Integer.BYTES);
        if (shape.isEmpty() || shape.size() > 2 || (shape.size() == 2 && shape.get(1) != 1)) {
            throw InputShapes.shape(input, "does not fit, expected [n] or [n,1]");
        }
        if (count < 1 || count > limit) {
            throw Words.at(
                            Reason.BATCH_TOO_LARGE,
                            input.path("shape"),
                            input.where() + ": " + count + " elements, not between 1 and " + limit + "; split the call")
                    .with("limit", Integer.toString(limit));
        }
        ByteString raw = input.raw();
        if (raw != null) {
            return BytesFrames.split(input, raw, count);
        }
        TypedContents.check(input, DType.BYTES, count);
        return input.tensor().getContents().getBytesContentsList();
    }

    /** One element as content. */
    static Content content(Modality modality, ByteString element) {
        if (modality == Modality.IMAGE) {
            if (element.isEmpty()) {
                throw TaskException.of(Reason.MEDIA_EMPTY, "no bytes; send the file's contents");
            }
            // The one copy: the decoder reads after the message's memory is the network's again.
            return new Content.Image(ByteBuffer.wrap(element.toByteArray()).asReadOnlyBuffer());
        }
        if (!element.isValidUtf8()) {
            throw TaskException.of(Reason.TEXT_INVALID, "the text is not valid UTF-8; encode it as UTF-8");
        }
        return new Content.Text(element.toStringUtf8());
    }
}
