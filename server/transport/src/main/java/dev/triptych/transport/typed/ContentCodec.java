package dev.triptych.transport.typed;

import com.google.protobuf.ByteString;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.transport.EdgeLimits;
import dev.triptych.v1.Part;
import dev.triptych.v1.Parts;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Reads items off the wire. Media stay where the message holds them, as read-only buffers; nothing is decoded.
 *
 * <p>What is wrong with an item is a {@link TaskException} that names the field.
 */
public final class ContentCodec {
    private static final int ID_BYTES = 128;

    private final EdgeLimits limits;

    public ContentCodec(EdgeLimits limits) {
        this.limits = limits;
    }

    /**
     * One item.
     *
     * @param path where it stands in the request, such as {@code items[3].content}
     */
    public Content read(dev.triptych.v1.Content content, String path) {
        return switch (content.getKindCase()) {
            case TEXT -> text(content.getText(), path + ".text");
            case IMAGE -> new Content.Image(media(content.getImage().getData(), path + ".image.data"));
            case AUDIO -> new Content.Audio(media(content.getAudio().getData(), path + ".audio.data"));
            case VIDEO -> new Content.Video(media(content.getVideo().getData(), path + ".video.data"));
            case PARTS -> parts(content.getParts(), path + ".parts");
            case TENSOR ->
                throw TaskException.of(
                                Reason.MODALITY_UNSUPPORTED,
                                path + ": no model of this release takes ready features; send the media or text")
                        .at(path + ".tensor");
            case KIND_NOT_SET ->
                throw TaskException.of(
                                Reason.FIELD_MISSING,
                                path + ": none of text, image, audio, video, parts, tensor is set; set exactly one")
                        .at(path);
        };
    }

    /**
     * The caller's name for an item.
     *
     * @throws TaskException above 128 bytes
     */
    public static void checkId(String id, String path) {
        if (id.length() > ID_BYTES || id.getBytes(StandardCharsets.UTF_8).length > ID_BYTES) {
            throw TaskException.of(
                            Reason.FIELD_INVALID,
                            path + ": " + Quoted.text(id) + " has more than " + ID_BYTES + " bytes")
                    .at(path);
        }
    }

    private Content text(String text, String path) {
        if (text.length() > limits.textBytes() / 3
                && text.getBytes(StandardCharsets.UTF_8).length > limits.textBytes()) {
            throw TaskException.of(
                            Reason.TEXT_TOO_LONG,
                            path + ": more than " + limits.textBytes() + " bytes of text; shorten it")
                    .at(path)
                    .with("limit", Integer.toString(limits.textBytes()));
        }
        return new Content.Text(text);
    }

    private static ByteBuffer media(ByteString data, String path) {
        if (data.isEmpty()) {
            throw TaskException.of(Reason.MEDIA_EMPTY, path + " has no bytes; send the file's contents")
                    .at(path);
        }
        return data.asReadOnlyByteBuffer();
    }

    private Content parts(Parts parts, String path) {
        if (parts.getPartsCount() == 0) {
            throw TaskException.of(Reason.FIELD_MISSING, path + ": at least one part is required")
                    .at(path);
        }
        Map<String, List<Content>> byRole = new LinkedHashMap<>();
        for (int i = 0; i < parts.getPartsCount(); i++) {
            Part part = parts.getParts(i);
            String at = path + ".parts[" + i + "]";
            if (part.getRole().isEmpty() || part.getContentsCount() == 0) {
                throw TaskException.of(Reason.FIELD_MISSING, at + ": a role and at least one content are required")
                        .at(at);
            }
            if (byRole.putIfAbsent(part.getRole(), contents(part, at)) != null) {
                throw TaskException.of(
                                Reason.FIELD_INVALID,
                                at + ".role: " + Quoted.text(part.getRole()) + " is given twice; give each role once")
                        .at(at + ".role");
            }
        }
        return new Content.Parts(byRole);
    }

    private List<Content> contents(Part part, String path) {
        return IntStream.range(0, part.getContentsCount())
                .mapToObj(i -> flat(part.getContents(i), path + ".contents[" + i + "]"))
                .toList();
    }

    private Content flat(dev.triptych.v1.Content content, String path) {
        if (content.hasParts()) {
            throw TaskException.of(Reason.FIELD_INVALID, path + ": parts do not nest")
                    .at(path + ".parts");
        }
        return read(content, path);
    }
}
