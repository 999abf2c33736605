package dev.triptych.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The laws of {@code triptych.v1}. */
final class TypedApiLawsTest {
    private static final Set<String> FETCHING =
            Set.of("url", "uri", "path", "file", "filename", "href", "link", "address");

    private final List<FileDescriptorProto> files;

    TypedApiLawsTest() throws IOException {
        files = Descriptors.ofPackage("triptych.v1");
    }

    @Test
    void elements_all_areExplained() {
        assertThat(files.stream().flatMap(file -> Elements.of(file).stream()))
                .hasSizeGreaterThan(150)
                .filteredOn(element -> element.comment().isEmpty())
                .isEmpty();
    }

    @Test
    void fields_all_nameNothingToFetch() {
        assertThat(fields())
                .filteredOn(field -> Stream.of(field.getName().split("_", -1)).anyMatch(FETCHING::contains))
                .isEmpty();
    }

    @Test
    void numbers_repeated_areNeverVectors() {
        assertThat(fields())
                .filteredOn(field -> field.getLabel() == FieldDescriptorProto.Label.LABEL_REPEATED)
                .filteredOn(field -> field.getType() == FieldDescriptorProto.Type.TYPE_FLOAT
                        || field.getType() == FieldDescriptorProto.Type.TYPE_DOUBLE)
                .isEmpty();
    }

    @Test
    void packages_all_areFixed() {
        assertThat(files).allSatisfy(file -> {
            assertThat(file.getOptions().getJavaPackage()).isEqualTo("dev.triptych.v1");
            assertThat(file.getOptions().getJavaMultipleFiles()).isTrue();
            assertThat(file.getOptions().getGoPackage())
                    .isEqualTo("github.com/triptych-dev/triptych/client/go/triptych/v1;triptychv1");
            assertThat(file.getName()).startsWith("triptych/v1/");
        });
    }

    @Test
    void results_withPayload_carryStatusInTheSameOneof() {
        List<DescriptorProto> results = files.stream()
                .flatMap(file -> file.getMessageTypeList().stream())
                .filter(message -> message.getName().endsWith("Result"))
                .toList();

        assertThat(results).hasSizeGreaterThanOrEqualTo(3);
        assertThat(results).allSatisfy(message -> assertThat(message.getFieldList())
                .filteredOn(FieldDescriptorProto::hasOneofIndex)
                .extracting(FieldDescriptorProto::getTypeName)
                .hasSizeGreaterThanOrEqualTo(2)
                .contains(".google.rpc.Status"));
    }

    private Stream<FieldDescriptorProto> fields() {
        return files.stream()
                .flatMap(file -> file.getMessageTypeList().stream())
                .flatMap(message -> message.getFieldList().stream());
    }
}
