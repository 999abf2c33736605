package com.example.search;

import dev.triptych.client.Vector;
import java.lang.reflect.Constructor;
import java.nio.file.Path;

/** Indexes and finds a vector of 1,152 coordinates, for which there is no small model: {@code WideVectorsCheck INDEX}. */
final class WideVectorsCheck {
    private WideVectorsCheck() {}

    public static void main(String[] arguments) throws Exception {
        float[] values = new float[1152];
        values[1151] = 1;
        // Only answers of servers have vectors.
        Constructor<Vector> constructor = Vector.class.getDeclaredConstructor(float[].class, String.class, boolean.class);
        constructor.setAccessible(true);
        Vector vector = constructor.newInstance(values, "wide", true);
        Path index = Path.of(arguments[0]);
        try (ImageIndex.Writer writer = new ImageIndex.Writer(index)) {
            writer.put(Path.of("wide.jpg"), vector);
        }
        System.out.println(ImageIndex.search(index, vector, 1).get(0).path());
    }
}
