package dev.triptych.runtime.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.scheduling.ProfileSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileStoreTest {
    private static final ProfileKey KEY = new ProfileKey("digest", "image", "cpu-0", "THROUGHPUT");
    private static final ProfileSnapshot LEARNED = new ProfileSnapshot(5, 9.5, 197, 2.5e6, 3, 4.25, 120_000);

    @TempDir
    Path folder;

    @Test
    void save_thenAnotherStore_knowsTheSameAndNothingElseLies() throws IOException {
        ProfileStore store = new ProfileStore(folder.resolve("state"));
        assertThat(store.find(KEY)).isEmpty();
        store.put(KEY, LEARNED);
        store.save();
        ProfileStore next = new ProfileStore(folder.resolve("state"));
        assertThat(next.find(KEY)).contains(LEARNED);
        assertThat(next.find(new ProfileKey("digest", "image", "cpu-0", "LATENCY")))
                .isEmpty();
        assertThat(next.find(new ProfileKey("other", "image", "cpu-0", "THROUGHPUT")))
                .isEmpty();
        try (Stream<Path> files = Files.list(folder.resolve("state"))) {
            assertThat(files).containsExactly(folder.resolve("state/profiles.json"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{\"version\":2,\"profiles\":[]}",
                "{\"version\":1}",
                "{\"version\":1,\"profiles\":[{}]}",
                "{\"version\":1,\"profiles\":[{\"key\":{\"model\":\"digest\"},\"learned\":{\"samples\":-1}}]}",
                "{\"version\":1,\"profiles\":[],\"more\":1}",
            })
    void read_damagedFile_isIgnoredAndWrittenAnew(String text) throws IOException {
        Files.writeString(folder.resolve("profiles.json"), text);
        ProfileStore store = new ProfileStore(folder);
        assertThat(store.find(KEY)).isEmpty();
        store.put(KEY, LEARNED);
        store.save();
        assertThat(new ProfileStore(folder).find(KEY)).contains(LEARNED);
    }

    @Test
    void save_whereNothingCanBeWritten_goesOn() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "no folder");
        ProfileStore store = new ProfileStore(file);
        store.put(KEY, LEARNED);
        store.save();
        store.save();
        assertThat(store.find(KEY)).contains(LEARNED);
        assertThat(file).hasContent("no folder");
    }

    @Test
    void put_beyondTheMost_forgetsTheLongestUnused() {
        ProfileStore store = new ProfileStore(folder);
        store.put(KEY, LEARNED);
        for (int i = 0; i < ProfileStore.MOST; i++) {
            store.put(new ProfileKey("m" + i, "s", "d", "m"), LEARNED);
            assertThat(store.find(KEY)).isPresent();
        }
        assertThat(store.find(new ProfileKey("m0", "s", "d", "m"))).isEmpty();
        assertThat(store.find(new ProfileKey("m1", "s", "d", "m"))).isPresent();
    }
}
