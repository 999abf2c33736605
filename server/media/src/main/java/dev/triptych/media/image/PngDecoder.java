package dev.triptych.media.image;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decodes PNG row by row: two rows of scratch beside the image, so that no compressed data can ask for more than the
 * header's size; what follows the last row is not read.
 */
final class PngDecoder {
    /** Adam7: first column, first row, step across, step down, of each pass. */
    private static final int[][] PASSES = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
    };

    private static final int[][] WHOLE = {{0, 0, 1, 1}};

    private final PngFile file;
    private final PngChunks chunks;
    private final PngColour colour;
    private final byte[] rgb;
    private final Effort effort;

    private PngDecoder(PngFile file, PngChunks chunks, Effort effort) {
        this.file = file;
        this.chunks = chunks;
        this.effort = effort;
        this.colour = file.colour();
        this.rgb = new byte[Math.toIntExact(3 * file.header().pixels())];
    }

    static RgbImage decode(PngFile file, PngChunks chunks, Effort effort) {
        PngDecoder decoder = new PngDecoder(file, chunks, effort);
        Inflater inflater = new Inflater();
        try {
            for (int[] pass : file.interlaced() ? PASSES : WHOLE) {
                decoder.pass(inflater, pass[0], pass[1], pass[2], pass[3]);
            }
            // The checksum of the data, where it follows at once.
            inflater.inflate(new byte[1]);
        } catch (DataFormatException bad) {
            throw ImageErrors.corrupt(ImageFormat.PNG, "its compressed data is damaged", bad);
        } finally {
            inflater.end();
        }
        return new RgbImage(file.width(), file.height(), decoder.rgb);
    }

    private void pass(Inflater inflater, int left, int top, int across, int down) throws DataFormatException {
        int width = (file.width() - left + across - 1) / across;
        if (width == 0) {
            return;
        }
        byte[] above = new byte[colour.rowBytes(width) + 1];
        byte[] row = new byte[above.length];
        for (int y = top; y < file.height(); y += down) {
            effort.checkAt(y / down);
            fill(inflater, row);
            PngFilters.undo(row, above, colour.filterStep());
            colour.write(row, width, chunks.palette(), rgb, 3 * (y * file.width() + left), 3 * across);
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
            ByteBuffer more = chunks.nextData();
            if (more == null) {
                throw ImageErrors.truncated(ImageFormat.PNG, chunks.fileBytes());
            }
            inflater.setInput(more);
        }
    }
}
