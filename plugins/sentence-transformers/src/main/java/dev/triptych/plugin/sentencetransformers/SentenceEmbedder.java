package dev.triptych.plugin.sentencetransformers;

import dev.triptych.media.text.TextTokenizer;
import dev.triptych.media.text.Tokens;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.content.Modality;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Call;
import dev.triptych.spi.model.Embedder;
import dev.triptych.spi.model.Embedding;
import dev.triptych.spi.model.Plan;
import dev.triptych.spi.model.Prompts;
import dev.triptych.spi.model.Space;
import dev.triptych.towers.TextTower;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Embeds texts.
 *
 * @param space the space of its vectors
 * @param prompts the words that the server puts before texts
 * @param dims lengths at which vectors may be cut
 * @param contrastive whether vectors are compared by their cosine
 * @param normalized whether vectors come out with norm 1
 * @param includePrompt whether a prompt's tokens are pooled; if not, a text that begins with a declared prompt is taken to
 *     have been given it
 */
record SentenceEmbedder(
        TextTower tower,
        Space space,
        Prompts prompts,
        List<Integer> dims,
        boolean contrastive,
        boolean normalized,
        boolean includePrompt)
        implements Embedder {
    @Override
    public Set<Modality> modalities() {
        return Set.of(Modality.TEXT);
    }

    @Override
    public Plan plan(Content item) {
        return tower.plan(text(item));
    }

    @Override
    public CompletionStage<Embedding> run(Call call, Content item) {
        Content.Text text = text(item);
        Tokens tokens = tower.tokenizer().encode(text);
        return tower.encode(call, tokens, includePrompt ? 0 : promptTokens(text.text()))
                .thenApply(encoded -> new Embedding(space, encoded.vector(), normalized, encoded.truncated()));
    }

    // As the reference counts: the prompt's own tokens without the mark that ends a text.
    private int promptTokens(String text) {
        TextTokenizer tokenizer = tower.tokenizer();
        return prompts.prefixes().values().stream()
                .filter(prefix -> !prefix.isEmpty() && text.startsWith(prefix))
                .max(Comparator.comparingInt(String::length))
                .map(prefix -> {
                    int[] own = tokenizer.encode(prefix).ids();
                    int[] none = tokenizer.encode("").ids();
                    boolean ended = none.length > 0 && own[own.length - 1] == none[none.length - 1];
                    return own.length - (ended ? 1 : 0);
                })
                .orElse(0);
    }

    private static Content.Text text(Content item) {
        if (item instanceof Content.Text text) {
            return text;
        }
        throw TaskException.of(Reason.MODALITY_UNSUPPORTED, "this model embeds texts, got " + item.modality());
    }
}
