package dev.triptych.media.image;

import java.nio.ByteBuffer;

/**
 * The header of a PNG and the place of its chunks.
 *
 * <p>Of an APNG the default image is decoded, which is the first frame in all but a few files; Pillow does the same.
 */
final class PngFile implements EncodedImage {
    private static final int SIGNATURE = 8;
    private static final int DATA = SIGNATURE + 8;
    private static final int END = DATA + 17;

    private final ByteBuffer bytes;
    private final int width;
    private final int height;
    private final PngColour colour;
    private final boolean interlaced;
    private final HeaderSteps steps;

    private PngFile(ByteBuffer bytes, PngColour colour, boolean interlaced, HeaderSteps steps) {
        this.bytes = bytes;
        this.width = bytes.getInt(DATA);
        this.height = bytes.getInt(DATA + 4);
        this.colour = colour;
        this.interlaced = interlaced;
        this.steps = steps;
    }

    /** Reads the header of a file that begins with the PNG signature; the buffer runs from 0 to its end. */
    static PngFile parse(ByteBuffer bytes, ImageOptions options, HeaderSteps steps) {
        if (bytes.limit() < END) {
            throw ImageErrors.truncated(ImageFormat.PNG, bytes.limit());
        }
        if (bytes.getInt(SIGNATURE) != 13 || bytes.getInt(SIGNATURE + 4) != PngChunks.IHDR) {
            throw corrupt("it does not begin with its header");
        }
        PngChunks.checkCrc(bytes, SIGNATURE + 4, 17);
        if (bytes.getInt(DATA) < 1 || bytes.getInt(DATA + 4) < 1) {
            throw corrupt("its size is " + Integer.toUnsignedString(bytes.getInt(DATA)) + " x "
                    + Integer.toUnsignedString(bytes.getInt(DATA + 4)));
        }
        int interlace = bytes.get(DATA + 12);
        if (bytes.get(DATA + 10) != 0 || bytes.get(DATA + 11) != 0 || interlace < 0 || interlace > 1) {
            throw corrupt("an unknown compression, filter or interlace method");
        }
        PngColour colour = PngColour.of(bytes.get(DATA + 8) & 0xFF, bytes.get(DATA + 9) & 0xFF);
        PngFile file = new PngFile(bytes, colour, interlace == 1, steps);
        if (options.animation() == ImageOptions.Animation.REFUSE && new PngChunks(bytes, END).animated(steps)) {
            throw ImageErrors.animated(ImageFormat.PNG);
        }
        return file;
    }

    @Override
    public ImageHeader header() {
        return new ImageHeader(ImageFormat.PNG, width, height, colour.channels(), 1 << 16);
    }

    @Override
    public Orientation orientation() {
        return new PngChunks(bytes, END).orientation(steps);
    }

    @Override
    public RgbImage decode(Effort effort) {
        return PngDecoder.decode(this, new PngChunks(bytes, END), effort);
    }

    PngColour colour() {
        return colour;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    boolean interlaced() {
        return interlaced;
    }

    private static dev.triptych.spi.error.TaskException corrupt(String what) {
        return ImageErrors.corrupt(ImageFormat.PNG, what);
    }
}
