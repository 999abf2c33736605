package dev.triptych.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.client.Classification;
import dev.triptych.client.Input;
import dev.triptych.client.Results;
import dev.triptych.client.TriptychClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The shipped model on photographs that it was not made from. */
final class MiniPhotosIT {
    private static final Path MINI = Launcher.ROOT.resolve("models/mini");

    private record Photo(Path file, String label) {}

    @Test
    void samplePhotos_classifiedOverGrpc_atLeastTwelveRight() throws IOException {
        List<Photo> photos = photos();
        List<String> labels = photos.stream().map(Photo::label).toList();
        assertThat(photos).hasSize(18);
        try (ServerProcess server = ServerProcess.serve(Launcher.checkout());
                TriptychClient client = server.client()) {
            Input[] inputs =
                    photos.stream().map(photo -> Input.image(photo.file())).toArray(Input[]::new);
            Results<Classification> results = client.classify("mini", labels, inputs);

            List<String> wrong = new ArrayList<>();
            for (int i = 0; i < photos.size(); i++) {
                String best = results.get(i).value().labels().get(0).label();
                if (!best.equals(labels.get(i))) {
                    wrong.add(labels.get(i) + " taken for " + best);
                }
            }
            System.out.println("mini: " + (photos.size() - wrong.size()) + " of 18 photographs right; " + wrong);
            assertThat(photos.size() - wrong.size()).as(wrong.toString()).isGreaterThanOrEqualTo(12);
        }
    }

    private static List<Photo> photos() throws IOException {
        List<String> lines = Files.readAllLines(MINI.resolve("recipe/photos.tsv"));
        return lines.subList(1, lines.size()).stream()
                .map(line -> line.split("\t"))
                .map(cells -> new Photo(MINI.resolve("photos").resolve(cells[0]), cells[1]))
                .toList();
    }
}
