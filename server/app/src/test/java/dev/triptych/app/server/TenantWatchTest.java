package dev.triptych.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.app.config.ConfigFile;
import dev.triptych.runtime.tenant.TenantTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TenantWatchTest {
    @TempDir
    Path folder;

    private Path file;
    private final List<TenantTable> applied = new ArrayList<>();
    private int reads;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("triptych.yaml"), "tenants: {a: {weight: 1}}\n");
    }

    @Test
    void look_unchangedFile_readsNothing() {
        try (TenantWatch watch = watch()) {
            watch.look();
            assertThat(reads).isZero();
        }
    }

    @Test
    void look_changedFile_appliesItOnce() throws IOException {
        try (TenantWatch watch = watch()) {
            Files.writeString(file, "tenants: {a: {weight: 25}}\n");
            watch.look();
            assertThat(applied).isEmpty();
            watch.look();
            watch.look();
            assertThat(applied).hasSize(1);
            assertThat(applied.get(0).rule("a").weight()).isEqualTo(25);
        }
    }

    @Test
    void look_badFile_changesNothingAndIsReadOnce_untilItIsGoodAgain() throws IOException {
        try (TenantWatch watch = watch()) {
            Files.writeString(file, "tenants: {a: {weight: none}}\n");
            watch.look();
            watch.look();
            watch.look();
            assertThat(reads).isEqualTo(1);
            assertThat(applied).isEmpty();
            Files.writeString(file, "tenants: {a: {weight: 3}}  # good again\n");
            watch.look();
            watch.look();
            assertThat(applied).hasSize(1);
        }
    }

    @Test
    void look_fileThatIsBeingWritten_waitsForItsEnd() throws IOException {
        try (TenantWatch watch = watch()) {
            Files.writeString(file, "");
            watch.look();
            Files.writeString(file, "tenants: {a: {weight: 1, bytes: 9}}\n");
            watch.look();
            assertThat(reads).isZero();
            watch.look();
            assertThat(applied).hasSize(1);
        }
    }

    @Test
    void look_fileThatIsGone_changesNothing() throws IOException {
        try (TenantWatch watch = watch()) {
            Files.delete(file);
            watch.look();
            watch.look();
            assertThat(applied).isEmpty();
        }
    }

    private TenantWatch watch() {
        return new TenantWatch(
                file,
                () -> {
                    reads++;
                    return ConfigFile.read(file, Set.of()).tenants();
                },
                applied::add,
                Thread::new);
    }
}
