package dev.triptych.media.image;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decodes PNG row by row: two rows of scratch beside the image, so that no compressed data can ask for more than the
 * header's size; what follows the last row is not read.
 */
final class PngDecoder {
    private final PngFile file;
    private final ImageHeader header;
    private final int channels;
    private final byte[] rgb;

    private PngDecoder(PngFile file) {
        this.file = file;
        this.header = file.header();
        this.channels = header.channels();
        this.rgb = new byte[Math.toIntExact(3 * header.pixels())];
    }

    static RgbImage decode(PngFile file) {
        PngDecoder decoder = new PngDecoder(file);
        Inflater inflater = new Inflater();
        try {
            decoder.rows(inflater);
        } catch (DataFormatException bad) {
            throw ImageErrors.corrupt(ImageFormat.PNG, "its compressed data is damaged", bad);
        } finally {
            inflater.end();
        }
        return new RgbImage(decoder.header.width(), decoder.header.height(), decoder.rgb);
    }

    private void rows(Inflater inflater) throws DataFormatException {
        int length = Math.multiplyExact(channels, header.width());
        byte[] above = new byte[length + 1];
        byte[] row = new byte[length + 1];
        for (int y = 0; y < header.height(); y++) {
            fill(inflater, row);
            PngFilters.undo(row, above, channels);
            store(row, y);
            byte[] swap = above;
            above = row;
            row = swap;
        }
    }

    private void fill(Inflater inflater, byte[] row) throws DataFormatException {
        int done = 0;
        while (done < row.length) {
            int count = inflater.inflate(row, done, row.length - done);
            done += count;
            if (count > 0) {
                continue;
            }
            if (inflater.finished() || inflater.needsDictionary()) {
                throw ImageErrors.corrupt(ImageFormat.PNG, "its data ends before its last row");
            }
            ByteBuffer more = file.nextData();
            if (more == null) {
                throw ImageErrors.truncated(ImageFormat.PNG, file.length());
            }
            inflater.setInput(more);
        }
    }

    private void store(byte[] row, int y) {
        int width = header.width();
        int out = 3 * width * y;
        switch (channels) {
            case 3 -> System.arraycopy(row, 1, rgb, out, 3 * width);
            case 4 -> {
                for (int x = 0, in = 1; x < width; x++, in += 4, out += 3) {
                    rgb[out] = row[in];
                    rgb[out + 1] = row[in + 1];
                    rgb[out + 2] = row[in + 2];
                }
            }
            default -> {
                for (int x = 0, in = 1; x < width; x++, in += channels, out += 3) {
                    rgb[out] = row[in];
                    rgb[out + 1] = row[in];
                    rgb[out + 2] = row[in];
                }
            }
        }
    }
}
