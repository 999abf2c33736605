package dev.triptych.runtime.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.triptych.scheduling.ProfileSnapshot;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The times of stages in a file of the state directory, so that a server that starts again predicts from its first request.
 *
 * <p>A file that is damaged or of another version is no reason not to start: it is told of once, and written anew. Entries
 * beyond {@value #MOST} go, the longest unused first. Thread-safe; {@link #save} blocks on the disk.
 */
public final class ProfileStore {
    static final int VERSION = 1;
    static final int MOST = 1000;

    private static final Logger LOG = System.getLogger(ProfileStore.class.getName());
    private static final long LARGEST_FILE = 4L << 20;
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

    /** The file's contents. */
    record Contents(int version, List<Entry> profiles) {}

    /** One stage's. */
    record Entry(ProfileKey key, ProfileSnapshot learned) {}

    private final Path file;
    // Both: guarded by this.
    private final Map<ProfileKey, ProfileSnapshot> profiles = new LinkedHashMap<>(16, 0.75f, true);
    private boolean saying = true;

    /** The profiles of a directory; reads its file. */
    public ProfileStore(Path directory) {
        this.file = directory.resolve("profiles.json");
        try {
            read();
        } catch (IOException | RuntimeException e) {
            LOG.log(
                    Level.WARNING,
                    "profiles.json of the state directory cannot be used and is written anew: "
                            + (e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage()));
            profiles.clear();
        }
    }

    private void read() throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        if (Files.size(file) > LARGEST_FILE) {
            throw new IOException("it has " + Files.size(file) + " bytes, at most " + LARGEST_FILE + " are read");
        }
        var tree = JSON.readTree(Files.readAllBytes(file));
        if (tree == null || tree.path("version").asInt() != VERSION) {
            throw new IOException("it is not of version " + VERSION);
        }
        Contents contents = JSON.treeToValue(tree, Contents.class);
        contents.profiles().forEach(entry -> put(entry.key(), entry.learned()));
    }

    /** What was learned of a stage. */
    public synchronized Optional<ProfileSnapshot> find(ProfileKey key) {
        return Optional.ofNullable(profiles.get(key));
    }

    /** Keeps what was learned; {@link #save} writes it. */
    public synchronized void put(ProfileKey key, ProfileSnapshot learned) {
        profiles.put(key, learned);
        if (profiles.size() > MOST) {
            var eldest = profiles.keySet().iterator();
            eldest.next();
            eldest.remove();
        }
    }

    /** Writes the file whole, or leaves it as it was; a directory that cannot be written is told of once. */
    public void save() {
        List<Entry> entries = new ArrayList<>();
        synchronized (this) {
            profiles.forEach((key, learned) -> entries.add(new Entry(key, learned)));
        }
        Path part = file.resolveSibling("profiles.json.part");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(part, JSON.writeValueAsBytes(new Contents(VERSION, entries)));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            say(e);
        }
    }

    private synchronized void say(IOException e) {
        if (saying) {
            saying = false;
            LOG.log(
                    Level.WARNING,
                    "stages' times cannot be kept in the state directory: "
                            + e.getClass().getSimpleName());
        }
    }
}
