package dev.triptych.media.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Files of little picture and much header: what is looked through before a picture is even known to be one. */
public final class Headers {
    private static final String XMP = "XML:com.adobe.xmp\0\0\0\0\0";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private Headers() {}

    /** A PNG of a pixel with so many empty chunks, then the data, then each XMP packet. */
    public static byte[] png(int chunks, String... packets) {
        Headers file = new Headers();
        file.out.writeBytes(Pngs.header(1, 1, 8, 2, 0));
        for (int i = 0; i < chunks; i++) {
            file.chunk("abCd", new byte[0]);
        }
        byte[] whole = Pngs.rgb(1, 1);
        int data = Pngs.header(1, 1, 8, 2, 0).length;
        // Without its end, which is 12 bytes.
        file.out.write(whole, data, whole.length - 12 - data);
        for (String packet : packets) {
            file.chunk("iTXt", ascii(XMP + packet));
        }
        file.chunk("IEND", new byte[0]);
        return file.out.toByteArray();
    }

    /** A sound JPEG with so many segments of a kind, and so many bytes of no segment, before its first. */
    public static byte[] jpeg(int segments, int marker, byte[] content, int strayBytes) {
        byte[] plain = Jpegs.progressive(8, 8, 1, 1);
        Headers file = new Headers();
        file.out.write(plain, 0, 2);
        for (int i = 0; i < segments; i++) {
            file.out.write(0xFF);
            file.out.write(marker);
            file.out.write((content.length + 2) >> 8);
            file.out.write(content.length + 2);
            file.out.writeBytes(content);
        }
        file.out.write(0xFF);
        file.out.write(0xFE);
        file.out.write(0);
        file.out.write(2);
        file.out.writeBytes(new byte[strayBytes]);
        file.out.write(plain, 2, plain.length - 2);
        return file.out.toByteArray();
    }

    /** A GIF of a pixel with so many comments of a byte before it, and so many bytes of data in runs of one. */
    public static byte[] gif(int comments, int runs) {
        Headers file = new Headers();
        file.out.writeBytes(ascii("GIF89a"));
        file.out.writeBytes(new byte[] {1, 0, 1, 0, 0, 0, 0});
        for (int i = 0; i < comments; i++) {
            file.out.writeBytes(new byte[] {'!', (byte) 0xFE, 1, 'x', 0});
        }
        file.out.writeBytes(new byte[] {',', 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 'D', 1});
        for (int i = 0; i < runs; i++) {
            file.out.writeBytes(new byte[] {1, 0});
        }
        file.out.writeBytes(new byte[] {0, ';'});
        return file.out.toByteArray();
    }

    /** A WebP's picture on its canvas, with so many empty chunks before and after it and a claim of EXIF and XMP. */
    public static byte[] webp(byte[] simple, int width, int height, int before, int after) {
        Headers file = new Headers();
        file.out.writeBytes(ascii("RIFF\0\0\0\0WEBP"));
        byte[] canvas = new byte[10];
        canvas[0] = 0x0C;
        canvas[4] = (byte) (width - 1);
        canvas[7] = (byte) (height - 1);
        file.riff("VP8X", canvas);
        for (int i = 0; i < before; i++) {
            file.riff("NONE", new byte[0]);
        }
        file.out.write(simple, 12, simple.length - 12);
        for (int i = 0; i < after; i++) {
            file.riff("NONE", new byte[0]);
        }
        byte[] whole = file.out.toByteArray();
        ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).putInt(4, whole.length - 8);
        return whole;
    }

    /** So many bytes of text, full of what begins as the tag of an orientation does, and the tag at their end. */
    public static String packet(int length, String end) {
        char[] filler = new char[length - end.length()];
        String almost = "tiff:Orientatio";
        for (int i = 0; i < filler.length; i++) {
            filler[i] = almost.charAt(i % almost.length());
        }
        return new String(filler) + end;
    }

    private void riff(String name, byte[] data) {
        out.writeBytes(ascii(name));
        out.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(data.length)
                .array());
        out.writeBytes(data);
    }

    private void chunk(String type, byte[] data) {
        CRC32 crc = new CRC32();
        crc.update(ascii(type));
        crc.update(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        out.writeBytes(ascii(type));
        out.writeBytes(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
