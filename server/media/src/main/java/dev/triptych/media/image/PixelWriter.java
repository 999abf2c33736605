package dev.triptych.media.image;

import dev.triptych.spi.tensor.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Writes RGB pixels as planes, rescaled and normalised by table. */
final class PixelWriter {
    private final PixelTable table;
    private final DType type;

    PixelWriter(ImageSettings settings) {
        table = new PixelTable(settings);
        type = settings.rescale().isEmpty() && settings.normalise().isEmpty() ? DType.UINT8 : DType.FP32;
    }

    DType type() {
        return type;
    }

    /** Writes the output that shows an image on black; see {@link Canvas}. */
    void write(RgbImage visible, Geometry geometry, ByteBuffer out) {
        long needed = 3L * geometry.outWidth() * geometry.outHeight() * type.width();
        if (out.remaining() < needed) {
            throw new IllegalArgumentException(
                    "the tensor takes " + needed + " bytes, the buffer has " + out.remaining());
        }
        RgbImage image = Canvas.lay(visible, geometry);
        if (type == DType.UINT8) {
            writeBytes(image, out.slice());
        } else {
            writeFloats(image, out.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer());
        }
    }

    private void writeFloats(RgbImage image, FloatBuffer out) {
        byte[] pixels = image.pixels();
        int width = image.width();
        float[] row = new float[width];
        for (int channel = 0; channel < 3; channel++) {
            float[] values = table.channel(channel);
            for (int y = 0; y < image.height(); y++) {
                for (int x = 0, at = 3 * y * width + channel; x < width; x++, at += 3) {
                    row[x] = values[pixels[at] & 0xFF];
                }
                out.put(row);
            }
        }
    }

    private static void writeBytes(RgbImage image, ByteBuffer out) {
        byte[] pixels = image.pixels();
        int count = image.width() * image.height();
        for (int channel = 0; channel < 3; channel++) {
            for (int i = 0, at = channel; i < count; i++, at += 3) {
                out.put(pixels[at]);
            }
        }
    }
}
