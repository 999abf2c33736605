package dev.triptych.parity;

import dev.triptych.spi.content.Modality;
import dev.triptych.spi.model.Classifier;
import dev.triptych.spi.model.Embedder;
import dev.triptych.spi.model.Model;
import dev.triptych.spi.model.ModelFolder;
import dev.triptych.spi.model.ModelPlugin;
import dev.triptych.spi.model.Recognition;
import dev.triptych.spi.model.ZeroShot;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A row of {@code docs/supported-models.md}: a kind of folder, what the plugin made of it, and what it was held to.
 *
 * @param kind the kind's name
 * @param files what lies in the folder
 * @param recognised the plugin, and why it took the folder
 * @param modalities what the loaded model takes
 * @param tasks what the loaded model does
 * @param compared what it was compared with and how often
 */
public record SupportedRow(
        String kind,
        List<String> files,
        String recognised,
        Set<String> modalities,
        Set<String> tasks,
        Compared compared) {
    /**
     * What a folder was held to.
     *
     * @param reference the software that made the golden, each with its version and classes
     * @param pictures how many pictures were compared; a count, or one with a remark
     * @param texts how many texts were compared
     * @param mutants the mistakes that miss the golden
     */
    public record Compared(List<String> reference, String pictures, String texts, List<String> mutants) {
        public Compared {
            reference = List.copyOf(reference);
            mutants = List.copyOf(mutants);
        }
    }

    /** The columns. */
    static final String HEAD = """
            | kind | files | recognised as | takes | tasks | compared with | pictures | texts | mistakes that miss it |
            |---|---|---|---|---|---|---|---|---|
            """;

    /** The row of a folder that the plugin has recognised and loaded. */
    public static SupportedRow of(String kind, ModelFolder folder, ModelPlugin plugin, Model model, Compared compared) {
        if (!(plugin.recognise(folder) instanceof Recognition.Recognised recognised)) {
            throw new AssertionError(kind + " is loaded, but not recognised");
        }
        String layout = model.info().facts().getOrDefault("layout", "");
        return new SupportedRow(
                kind,
                List.copyOf(folder.files()),
                "`" + model.info().family() + "`: " + found(recognised.why(), layout),
                modalities(model),
                tasks(model),
                compared);
    }

    private static String found(String why, String layout) {
        if (layout.isEmpty() || layout.startsWith(why)) {
            return layout.isEmpty() ? why : layout;
        }
        return why + "; " + layout;
    }

    private static Set<String> modalities(Model model) {
        Set<Modality> all = EnumSet.noneOf(Modality.class);
        model.all(Embedder.class).forEach(embedder -> all.addAll(embedder.modalities()));
        model.all(Classifier.class).forEach(classifier -> all.addAll(classifier.modalities()));
        return all.stream()
                .map(modality -> modality.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> tasks(Model model) {
        Set<String> tasks = new TreeSet<>();
        for (Embedder embedder : model.all(Embedder.class)) {
            tasks.add("embed");
            if (embedder.contrastive()) {
                tasks.add("rank");
            }
        }
        if (!model.all(ZeroShot.class).isEmpty() || !model.all(Classifier.class).isEmpty()) {
            tasks.add("classify");
        }
        return tasks;
    }

    /** The row in Markdown. */
    String text() {
        return Stream.of(
                        kind,
                        files.stream().map(file -> "`" + file + "`").collect(Collectors.joining(" ")),
                        recognised,
                        String.join(", ", modalities),
                        String.join(", ", tasks),
                        String.join("; ", compared.reference()),
                        compared.pictures(),
                        compared.texts(),
                        String.join("; ", compared.mutants()))
                .map(cell -> cell.replace("|", "\\|"))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
