package dev.triptych.media.image;

import dev.triptych.spi.tensor.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Writes RGB pixels as planes, each value by table, padded with zeros below and to the right. */
final class PixelWriter {
    private final PixelTable table;
    private final DType type;
    private final boolean bgr;

    PixelWriter(ImageSettings settings) {
        table = new PixelTable(settings.steps());
        type = settings.steps().isEmpty() ? DType.UINT8 : DType.FP32;
        bgr = settings.bgr();
    }

    DType type() {
        return type;
    }

    /** Writes an image, which is no larger than the tensor. */
    void write(RgbImage image, Size tensor, ByteBuffer out) {
        long needed = 3 * tensor.pixels() * type.width();
        if (out.remaining() < needed) {
            throw new IllegalArgumentException(
                    "the tensor takes " + needed + " bytes, the buffer has " + out.remaining());
        }
        if (type == DType.UINT8) {
            writeBytes(image, tensor, out.slice());
        } else {
            writeFloats(
                    image, tensor, out.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer());
        }
    }

    private int channel(int plane) {
        return bgr ? 2 - plane : plane;
    }

    private void writeFloats(RgbImage image, Size tensor, FloatBuffer out) {
        byte[] pixels = image.pixels();
        int width = image.width();
        float[] row = new float[tensor.width()];
        float[] zeros = image.height() < tensor.height() ? new float[tensor.width()] : row;
        for (int plane = 0; plane < 3; plane++) {
            int channel = channel(plane);
            float[] values = table.channel(channel);
            for (int y = 0; y < image.height(); y++) {
                for (int x = 0, at = 3 * y * width + channel; x < width; x++, at += 3) {
                    row[x] = values[pixels[at] & 0xFF];
                }
                out.put(row);
            }
            for (int y = image.height(); y < tensor.height(); y++) {
                out.put(zeros);
            }
        }
    }

    private void writeBytes(RgbImage image, Size tensor, ByteBuffer out) {
        byte[] pixels = image.pixels();
        int width = image.width();
        byte[] row = new byte[tensor.width()];
        byte[] zeros = new byte[tensor.width()];
        for (int plane = 0; plane < 3; plane++) {
            for (int y = 0; y < image.height(); y++) {
                for (int x = 0, at = 3 * y * width + channel(plane); x < width; x++, at += 3) {
                    row[x] = pixels[at];
                }
                out.put(row);
            }
            for (int y = image.height(); y < tensor.height(); y++) {
                out.put(zeros);
            }
        }
    }
}
