package dev.triptych.media.image;

import java.awt.image.DataBufferByte;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

/**
 * Decodes JPEG by the JDK's native decoder, read as a raster, so that no colour management touches the values; the
 * conversions are {@link LumaChroma} and {@link Inks}.
 */
final class JpegDecoder {
    private JpegDecoder() {}

    static RgbImage decode(JpegFile file, Effort effort) {
        ImageHeader header = file.header();
        effort.checkPasses(header, file.scanCount());
        Raster raster = read(file, effort);
        byte[] samples = samples(raster, header);
        int pixels = header.width() * header.height();
        byte[] rgb =
                switch (file.colour()) {
                    case GREY -> Grey.toRgb(samples, pixels);
                    case RGB -> samples;
                    case YCC -> {
                        LumaChroma.toRgb(samples, pixels, 3);
                        yield samples;
                    }
                    case CMYK -> Inks.toRgb(samples, pixels);
                    case YCCK -> {
                        LumaChroma.toRgb(samples, pixels, 4);
                        yield Inks.complementToRgb(samples, pixels);
                    }
                };
        return new RgbImage(header.width(), header.height(), rgb);
    }

    private static Raster read(JpegFile file, Effort effort) {
        JpegWarnings warnings = new JpegWarnings();
        JpegVisits visits = new JpegVisits(effort);
        byte[] prologue = file.prologue();
        ImageReader reader = null;
        try (JpegInput input = new JpegInput(prologue, file.scans())) {
            reader = Readers.SPI.createReaderInstance();
            reader.addIIOReadWarningListener(warnings);
            reader.addIIOReadUpdateListener(visits);
            reader.setInput(input, true, true);
            Raster raster = reader.readRaster(0, null);
            if (visits.stopped()) {
                throw ImageErrors.cancelled();
            }
            warnings.check(file.length());
            return raster;
        } catch (IOException | IllegalArgumentException | IllegalStateException | IndexOutOfBoundsException bad) {
            warnings.check(file.length());
            throw ImageErrors.corrupt(ImageFormat.JPEG, "its headers or tables are damaged", bad);
        } finally {
            if (reader != null) {
                reader.dispose();
            }
        }
    }

    /** The raster's own array where it lies as we need it, as it does in every JDK known. */
    private static byte[] samples(Raster raster, ImageHeader header) {
        int bands = header.channels();
        if (raster.getWidth() != header.width()
                || raster.getHeight() != header.height()
                || raster.getNumBands() != bands) {
            throw ImageErrors.corrupt(ImageFormat.JPEG, "its headers disagree");
        }
        int[] inOrder = new int[bands];
        Arrays.setAll(inOrder, i -> i);
        if (raster.getDataBuffer() instanceof DataBufferByte data
                && raster.getSampleModel() instanceof PixelInterleavedSampleModel model
                && data.getNumBanks() == 1
                && data.getOffset() == 0
                && model.getPixelStride() == bands
                && model.getScanlineStride() == bands * header.width()
                && Arrays.equals(model.getBandOffsets(), inOrder)) {
            return data.getData();
        }
        throw new IllegalStateException("the JDK's JPEG raster lies in an unknown way: " + raster.getSampleModel());
    }

    /** The JDK's own reader, looked up once; others on the class path may convert or round differently. */
    private static final class Readers {
        static final ImageReaderSpi SPI = find();

        private static ImageReaderSpi find() {
            Iterator<ImageReaderSpi> all =
                    IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class, true);
            while (all.hasNext()) {
                ImageReaderSpi spi = all.next();
                boolean own = spi.getClass().getModule() == ImageReader.class.getModule();
                if (own && Arrays.asList(spi.getFormatNames()).contains("jpeg")) {
                    return spi;
                }
            }
            throw new IllegalStateException("this Java run time has no JPEG decoder");
        }
    }
}
