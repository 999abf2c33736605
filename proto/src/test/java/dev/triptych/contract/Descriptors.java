package dev.triptych.contract;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The descriptor set that the build writes, comments included. */
final class Descriptors {
    private Descriptors() {}

    /** Returns the files of one package, at least one. */
    static List<FileDescriptorProto> ofPackage(String name) throws IOException {
        try (InputStream in = Files.newInputStream(Path.of(System.getProperty("triptych.descriptors")))) {
            List<FileDescriptorProto> files = FileDescriptorSet.parseFrom(in).getFileList().stream()
                    .filter(file -> file.getPackage().equals(name))
                    .toList();
            if (files.isEmpty()) {
                throw new IllegalStateException("no file of package " + name);
            }
            return files;
        }
    }
}
