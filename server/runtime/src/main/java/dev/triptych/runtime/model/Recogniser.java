package dev.triptych.runtime.model;

import dev.triptych.runtime.plugin.LoadedPlugin;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.ModelFolder;
import dev.triptych.spi.model.Recognition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Asks every family about a folder and finds the one to load it. Thread-safe. */
public final class Recogniser {
    private final List<LoadedPlugin> families;

    /** Asks these families, in this order where they are equally sure. */
    public Recogniser(List<LoadedPlugin> families) {
        this.families = List.copyOf(families);
    }

    /**
     * What a family says of a folder.
     *
     * @param plugin the family
     * @param recognition its answer; a failure of the plugin counts as not its own, with the failure's words
     * @param error the failure, if it failed
     */
    public record Opinion(LoadedPlugin plugin, Recognition recognition, Optional<TaskException> error) {}

    /** What every family says; where {@code model.yaml} names a family, that one alone is asked. */
    public List<Opinion> opinions(ModelFolder folder) {
        Object named = folder.overrides().get("family");
        List<LoadedPlugin> asked = named == null
                ? families
                : families.stream()
                        .filter(family -> family.name().equals(named))
                        .toList();
        if (asked.isEmpty() && named != null) {
            throw TaskException.of(
                    Reason.CONFIG_INVALID,
                    "model.yaml: no plugin is of family " + Quoted.text(String.valueOf(named)) + "; there are "
                            + families.stream().map(LoadedPlugin::name).collect(Collectors.joining(", ")) + ".");
        }
        List<Opinion> opinions = new ArrayList<>();
        asked.forEach(family -> opinions.add(opinion(family, folder)));
        return opinions;
    }

    /**
     * The family that is surest of a folder.
     *
     * @throws TaskException {@code MODEL_UNSUPPORTED} with the command that makes the folder fit, or
     *     {@code MODEL_UNRECOGNISED} with what each family said
     */
    public static LoadedPlugin strongest(List<Opinion> opinions) {
        return opinions.stream()
                .filter(opinion -> strength(opinion) >= 0)
                .max(Comparator.comparingInt(Recogniser::strength))
                .map(Opinion::plugin)
                .orElseThrow(() -> refusal(opinions));
    }

    private static int strength(Opinion opinion) {
        return opinion.recognition() instanceof Recognition.Recognised recognised ? recognised.strength() : -1;
    }

    private static Opinion opinion(LoadedPlugin family, ModelFolder folder) {
        try {
            Recognition answer =
                    family.guard().call("recognise", () -> family.plugin().recognise(folder));
            return new Opinion(family, answer, Optional.empty());
        } catch (TaskException e) {
            return new Opinion(family, new Recognition.NotMine(e.text()), Optional.of(e));
        }
    }

    private static TaskException refusal(List<Opinion> opinions) {
        for (Opinion opinion : opinions) {
            if (opinion.recognition() instanceof Recognition.NeedsExport export) {
                return TaskException.of(Reason.MODEL_UNSUPPORTED, cut(export.why() + "; run: " + export.remedy()));
            }
        }
        Optional<TaskException> error =
                opinions.stream().flatMap(opinion -> opinion.error().stream()).findFirst();
        if (error.isPresent()) {
            return error.get();
        }
        String said = opinions.stream()
                .map(opinion ->
                        opinion.plugin().name() + ": " + opinion.recognition().why())
                .collect(Collectors.joining("; "));
        return TaskException.of(
                Reason.MODEL_UNRECOGNISED,
                cut("No plugin recognises the folder" + (said.isEmpty() ? "" : " (" + said + ")") + "."));
    }

    private static String cut(String text) {
        return text.length() <= 500 ? text : text.substring(0, 499) + "…";
    }
}
