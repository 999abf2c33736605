package dev.triptych.media.image;

import dev.triptych.media.webp.Vp8Decoder;
import dev.triptych.media.webp.Vp8lDecoder;
import java.nio.ByteBuffer;

/**
 * The first frame of a WebP on its canvas, found by the file's chunks; alpha chunks are stepped over, as alpha is dropped.
 * What the frame leaves open is black.
 */
final class WebpFile implements EncodedImage {
    private static final int ANIMATED = 0x02;
    private static final int HAS_XMP = 0x04;
    private static final int HAS_EXIF = 0x08;

    private final ByteReads in;
    private final HeaderSteps steps;
    private final long end;
    private final int flags;
    private int canvasWidth;
    private int canvasHeight;
    private int left;
    private int top;
    private int width;
    private int height;
    private boolean lossless;
    private int dataAt;
    private int dataBytes;

    private WebpFile(ByteBuffer bytes, HeaderSteps steps) {
        this.steps = steps;
        in = new ByteReads(ImageFormat.WEBP, bytes);
        end = 8 + in.u32(4);
        if (end > in.limit()) {
            throw ImageErrors.truncated(ImageFormat.WEBP, in.limit());
        }
        boolean extended = is(12, "VP8X");
        flags = extended ? in.u8(20) : 0;
        if (extended) {
            canvasWidth = in.u24(24) + 1;
            canvasHeight = in.u24(27) + 1;
        }
        picture(findPicture(12));
        if (!extended) {
            canvasWidth = width;
            canvasHeight = height;
        }
    }

    /** Reads up to the first picture's header; the buffer begins with the magic and ends with the file. */
    static WebpFile parse(ByteBuffer bytes, ImageOptions options, HeaderSteps steps) {
        WebpFile file = new WebpFile(bytes, steps);
        boolean animated = (file.flags & ANIMATED) != 0;
        boolean fits = animated
                ? file.left + file.width <= file.canvasWidth && file.top + file.height <= file.canvasHeight
                : file.width == file.canvasWidth && file.height == file.canvasHeight;
        if (!fits) {
            throw ImageErrors.corrupt(ImageFormat.WEBP, "its picture is not of its canvas's size");
        }
        if (animated && options.animation() == ImageOptions.Animation.REFUSE) {
            throw ImageErrors.animated(ImageFormat.WEBP);
        }
        return file;
    }

    @Override
    public ImageHeader header() {
        long decoder = lossless ? Vp8lDecoder.scratchBytes(width, height) : Vp8Decoder.scratchBytes(width, height);
        boolean whole = width == canvasWidth && height == canvasHeight;
        long frame = whole ? 0 : 3L * width * height;
        return new ImageHeader(ImageFormat.WEBP, canvasWidth, canvasHeight, 3, decoder + dataBytes + frame);
    }

    @Override
    public Orientation orientation() {
        ByteBuffer exif = null;
        ByteBuffer xmp = null;
        long at = (flags & (HAS_EXIF | HAS_XMP)) == 0 ? end : 12;
        while (at + 8 <= end && steps.take()) {
            long length = in.u32(at + 4);
            boolean whole = at + 8 + length <= end;
            if (exif == null && whole && (flags & HAS_EXIF) != 0 && is(at, "EXIF")) {
                exif = in.bytes().slice((int) at + 8, (int) length);
            } else if (xmp == null && whole && (flags & HAS_XMP) != 0 && is(at, "XMP ")) {
                xmp = in.bytes().slice((int) at + 8, (int) length);
            }
            at += 8 + length + (length & 1);
        }
        return ExifOrientation.of(exif, xmp);
    }

    @Override
    public RgbImage decode(Effort effort) {
        byte[] data = data(dataBytes);
        byte[] frame = lossless ? Vp8lDecoder.decode(data) : Vp8Decoder.decode(data, effort::check);
        if (width == canvasWidth && height == canvasHeight) {
            return new RgbImage(width, height, frame);
        }
        byte[] canvas = new byte[Math.toIntExact(3L * canvasWidth * canvasHeight)];
        for (int y = 0; y < height; y++) {
            System.arraycopy(frame, 3 * width * y, canvas, 3 * ((top + y) * canvasWidth + left), 3 * width);
        }
        return new RgbImage(canvasWidth, canvasHeight, canvas);
    }

    /** The first picture's chunk from a place on; of an animation, inside its first frame. */
    private long findPicture(long from) {
        long at = from;
        while (steps.take()) {
            if (is(at, "VP8 ") || is(at, "VP8L")) {
                return at;
            }
            if (is(at, "ANMF") && (flags & ANIMATED) != 0) {
                left = 2 * in.u24(at + 8);
                top = 2 * in.u24(at + 11);
                width = in.u24(at + 14) + 1;
                height = in.u24(at + 17) + 1;
                at += 24;
            } else {
                at = after(at);
            }
        }
        throw ImageErrors.corrupt(ImageFormat.WEBP, "no picture in its first " + HeaderSteps.MAX + " chunks");
    }

    private void picture(long at) {
        long stated = in.u32(at + 4);
        if (at + 8 + stated > end) {
            throw ImageErrors.truncated(ImageFormat.WEBP, in.limit());
        }
        dataAt = (int) at + 8;
        dataBytes = (int) stated;
        lossless = is(at, "VP8L");
        int[] size = lossless
                ? Vp8lDecoder.size(data(Math.min(dataBytes, Vp8lDecoder.HEADER_BYTES)))
                : Vp8Decoder.size(data(Math.min(dataBytes, Vp8Decoder.HEADER_BYTES)));
        boolean framed = width != 0;
        if (framed && (width != size[0] || height != size[1])) {
            throw ImageErrors.corrupt(ImageFormat.WEBP, "its frame and the picture in it differ in size");
        }
        width = size[0];
        height = size[1];
    }

    private byte[] data(int length) {
        byte[] data = new byte[length];
        in.bytes().get(dataAt, data);
        return data;
    }

    private long after(long at) {
        long length = in.u32(at + 4);
        long next = at + 8 + length + (length & 1);
        if (next + 8 > end) {
            throw ImageErrors.truncated(ImageFormat.WEBP, in.limit());
        }
        return next;
    }

    private boolean is(long at, String name) {
        return at + 8 <= end && ImageFiles.text(in.bytes(), (int) at, name);
    }
}
