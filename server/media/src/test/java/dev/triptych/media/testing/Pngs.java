package dev.triptych.media.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** PNG files made by hand, honest and not. */
public final class Pngs {
    private Pngs() {}

    /** A signature and a header with a right checksum, nothing more. */
    public static byte[] header(int width, int height, int depth, int colour, int interlace) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
        byte[] data = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put((byte) depth)
                .put((byte) colour)
                .put((byte) 0)
                .put((byte) 0)
                .put((byte) interlace)
                .array();
        chunk(out, "IHDR", data, data.length);
        return out.toByteArray();
    }

    /** A black RGB image. */
    public static byte[] rgb(int width, int height) {
        return rgb(width, height, height);
    }

    /** A black RGB image whose data has another number of rows than its header says. */
    public static byte[] rgb(int width, int height, int rows) {
        return file(width, height, new byte[(3 * width + 1) * rows], "", new byte[0], 0);
    }

    /** A fine image with a compressed text that inflates to the given length. */
    public static byte[] withTextBomb(int width, int height, int length) {
        byte[] text = deflate(new byte[length]);
        byte[] data = ByteBuffer.allocate(text.length + 3)
                .put((byte) 'a')
                .putShort((short) 0)
                .put(text)
                .array();
        return file(width, height, new byte[(3 * width + 1) * height], "zTXt", data, data.length);
    }

    /** A fine image but for a text chunk that states a length it does not have. */
    public static byte[] withChunkLength(int width, int height, int length) {
        return file(width, height, new byte[(3 * width + 1) * height], "tEXt", new byte[3], length);
    }

    /** The same image with its data in chunks of a few bytes each, the last of them empty. */
    public static byte[] inChunksOf(int bytes, int width, int height) {
        byte[] data = deflate(new byte[(3 * width + 1) * height]);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header(width, height, 8, 2, 0));
        for (int at = 0; at <= data.length; at += bytes) {
            byte[] part = Arrays.copyOfRange(data, at, Math.min(at + bytes, data.length));
            chunk(out, "IDAT", part, part.length);
            chunk(out, "IDAT", new byte[0], 0);
        }
        chunk(out, "IEND", new byte[0], 0);
        return out.toByteArray();
    }

    private static byte[] file(int width, int height, byte[] rows, String extra, byte[] extraData, int stated) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header(width, height, 8, 2, 0));
        if (!extra.isEmpty()) {
            chunk(out, extra, extraData, stated);
        }
        byte[] data = deflate(rows);
        chunk(out, "IDAT", data, data.length);
        chunk(out, "IEND", new byte[0], 0);
        return out.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data, int statedLength) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt(statedLength).array());
        out.writeBytes(name);
        out.writeBytes(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    private static byte[] deflate(byte[] data) {
        Deflater deflater = new Deflater();
        deflater.setInput(data);
        deflater.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] part = new byte[8192];
        while (!deflater.finished()) {
            out.write(part, 0, deflater.deflate(part));
        }
        deflater.end();
        return out.toByteArray();
    }
}
